"""Words for people and organisations, and the life of an organisation's verification (roles-and-workflows.md §4.11)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        (Verification.VERIFIED, "renew"): Verification.VERIFIED,
        (Verification.LAPSED, "renew"): Verification.VERIFIED,
        (Verification.VERIFIED, "lapse"): Verification.LAPSED,
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


class RefusalReason(TextChoices):
    """Why papers did not verify an organisation; shown to its administrators with the verifier's words."""

    NUMBER_UNKNOWN = "number_unknown", _("The register does not know this number")
    NAME_DIFFERS = "name_differs", _("The register has another name under this number")
    NOT_IN_FORCE = "not_in_force", _("The paper is no longer in force")
    WRONG_PAPER = "wrong_paper", _("This paper does not show that the organisation exists")
    DISSOLVED = "dissolved", _("The register says the organisation has ended")
    OTHER = "other", _("Another reason, in the words below")


class SuspensionReason(TextChoices):
    """Why an organisation and all it offers leave the view."""

    FALSE_PAPERS = "false_papers", _("Its papers are false")
    IMPERSONATION = "impersonation", _("It pretends to be somebody else")
    FRAUD = "fraud", _("Fraud against another party")
    PROHIBITED = "prohibited", _("It offers what the law prohibits")
    REPEATED_BREACH = "repeated_breach", _("It broke the rules of the floor again after a warning")
    AUTHORITY = "authority", _("An authority has ordered it")
    OTHER = "other", _("Another reason, in the words below")


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


class InvitationState(TextChoices):
    """Where an invitation stands."""

    SENT = "sent", pgettext_lazy("invitation", "Sent")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Run out")


INVITATION = Lifecycle(
    "invitation",
    {
        (InvitationState.SENT, "accept"): InvitationState.ACCEPTED,
        (InvitationState.SENT, "refuse"): InvitationState.REFUSED,
        (InvitationState.SENT, "withdraw"): InvitationState.WITHDRAWN,
        (InvitationState.SENT, "expire"): InvitationState.EXPIRED,
    },
    start={"invite": InvitationState.SENT},
)


class JoinState(TextChoices):
    """Where a request to join stands."""

    ASKED = "asked", _("Waits for an answer")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


JOIN_REQUEST = Lifecycle(
    "join_request",
    {
        (JoinState.ASKED, "admit"): JoinState.ADMITTED,
        (JoinState.ASKED, "refuse"): JoinState.REFUSED,
        (JoinState.ASKED, "withdraw"): JoinState.WITHDRAWN,
    },
    start={"ask": JoinState.ASKED},
)


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
    RULES = "rules", _("Operating rules")
    PRIVACY = "privacy", _("Privacy")


class TokenScope(TextChoices):
    """What a token may do. Each includes those before it."""

    READ = "read", _("read")
    WRITE = "write", _("read and write")


class Restriction(TextChoices):
    """Audience limit that a catalogue record carries from its source."""

    NONE = "none", _("No limit")
    NO_EXPORT = "no_export", _("Not for export")
    DOMESTIC_ONLY = "domestic_only", _("For the source's country only")
    PURPOSE_LIMITED = "purpose_limited", _("For a stated purpose only")
