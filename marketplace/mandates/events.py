"""What mandates tell the rest of the floor."""

BEGUN = "mandates.begun"
ENDED = "mandates.ended"
