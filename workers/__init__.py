"""The edge where events become work: routes, thin tasks, the schedule, and the two ways to run them."""
