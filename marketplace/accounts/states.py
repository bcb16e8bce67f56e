"""Words for people and organisations, and the life of an organisation's verification (roles-and-workflows.md §4.11)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.common.lifecycle import Lifecycle


class Verification(TextChoices):
    """How far the floor has checked that an organisation is who it says it is."""

    UNVERIFIED = "unverified", _("Not verified")
    SUBMITTED = "submitted", _("Papers submitted")
    DOCUMENTS_SEEN = "documents_seen", _("Documents seen")
    VERIFIED = "verified", _("Verified")
    LAPSED = "lapsed", _("Verification lapsed")
    SUSPENDED = "suspended", _("Suspended")


ORGANISATION = Lifecycle(
    "organisation",
    {
        (Verification.UNVERIFIED, "submit"): Verification.SUBMITTED,
        (Verification.DOCUMENTS_SEEN, "submit"): Verification.SUBMITTED,
        (Verification.LAPSED, "submit"): Verification.SUBMITTED,
        (Verification.SUBMITTED, "see_documents"): Verification.DOCUMENTS_SEEN,
        (Verification.SUBMITTED, "verify"): Verification.VERIFIED,
        (Verification.DOCUMENTS_SEEN, "verify"): Verification.VERIFIED,
        (Verification.SUBMITTED, "refuse"): Verification.UNVERIFIED,
        (Verification.UNVERIFIED, "suspend"): Verification.SUSPENDED,
        (Verification.SUBMITTED, "suspend"): Verification.SUSPENDED,
        (Verification.DOCUMENTS_SEEN, "suspend"): Verification.SUSPENDED,
        (Verification.VERIFIED, "suspend"): Verification.SUSPENDED,
        (Verification.LAPSED, "suspend"): Verification.SUSPENDED,
        (Verification.SUSPENDED, "lift"): Verification.DOCUMENTS_SEEN,
    },
    start={"create": Verification.UNVERIFIED},
    field="verification",
)


class Role(TextChoices):
    """What a member may do for the organisation. A ladder: each word includes those before it."""

    VIEWER = "viewer", _("Reader")
    EDITOR = "editor", _("Editor")
    SIGNATORY = "signatory", _("Signatory")
    ADMIN = "admin", _("Administrator")


def roles_of(role: str) -> frozenset[str]:
    """The role and every role below it: an administrator of a one-person organisation writes and signs."""
    ladder = list(Role.values)
    return frozenset(ladder[: ladder.index(role) + 1])


class StaffRoleName(TextChoices):
    """Duties at the agency that runs the floor; none includes another, and none reads tier N by itself."""

    REVIEWER = "reviewer", _("Reviewer")
    VERIFIER = "verifier", _("Verifier")
    REGISTRAR = "registrar", _("Registrar")
    JUDGE = "judge", _("Judge of complaints")
    ANALYST = "analyst", _("Analyst")
    CURATOR = "curator", _("Curator of code lists")
    OPERATOR = "operator", _("Operator")


ADMINISTRATION_DUTIES = (StaffRoleName.OPERATOR, StaffRoleName.CURATOR, StaffRoleName.VERIFIER)


class CameFor(TextChoices):
    """What a person says they came for: it chooses the first page and gives no right."""

    RESEARCHER = "researcher", _("to offer a technology")
    BUSINESS = "business", _("to find a technology")
    BROKER = "broker", _("to bring others together")
    VALUER = "valuer", _("to value or assess")
    ORGANISER = "organiser", _("to organise a fair")
    AGENCY = "agency", _("to work for the agency")


class TermsKind(TextChoices):
    """Texts that a person accepts by version."""

    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy")
