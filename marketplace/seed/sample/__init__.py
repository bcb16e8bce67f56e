"""The sample floor of upland Viet Nam: written for the project, marked as sample, brought to its states by actions."""
