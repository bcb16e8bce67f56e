from marketplace.needs.models.need import Need
from marketplace.needs.models.rows import Requirement, ReviewPoint

__all__ = ["Need", "Requirement", "ReviewPoint"]
