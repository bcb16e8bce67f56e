from marketplace.accounts.models.membership import Membership
from marketplace.accounts.models.organisation import Organisation, OrganisationPaper, OrganisationSlug
from marketplace.accounts.models.user import Acceptance, StaffRole, User

__all__ = [
    "Acceptance",
    "Membership",
    "Organisation",
    "OrganisationPaper",
    "OrganisationSlug",
    "StaffRole",
    "User",
]
