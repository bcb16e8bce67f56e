from marketplace.accounts.models.joining import Invitation, JoinRequest
from marketplace.accounts.models.membership import Membership
from marketplace.accounts.models.organisation import Organisation, OrganisationPaper, OrganisationSlug
from marketplace.accounts.models.representation import Representation
from marketplace.accounts.models.terms import Terms
from marketplace.accounts.models.token import ApiToken
from marketplace.accounts.models.user import Acceptance, StaffRole, User

__all__ = [
    "Acceptance",
    "ApiToken",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "OrganisationPaper",
    "OrganisationSlug",
    "Representation",
    "StaffRole",
    "Terms",
    "User",
]
