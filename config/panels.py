"""Which panels fill which slots, in order; upper apps fill the pages of lower ones here and nowhere else."""

PANELS: dict[str, tuple[str, ...]] = {}
