"""What a listing and its revisions can be, and which move leads where. Pure: no row is read here.

Source of the table: the floor's workflow 4.1. Moves that only a deal or a contract makes come with their apps.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.common.lifecycle import Lifecycle


class Kind(TextChoices):
    TECHNOLOGY = "technology", _("Technology")
    IP_ASSET = "ip_asset", _("IP asset")
    SERVICE = "service", _("Service")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Rejected")
    PAUSED = "paused", _("Paused")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


class RevisionState(TextChoices):
    PENDING = "pending", _("Waiting for review")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    RECALLED = "recalled", _("Recalled")


class Operator(TextChoices):
    """How a claimed figure is bounded."""

    EQUAL = "eq", "="
    AT_LEAST = "ge", "≥"
    AT_MOST = "le", "≤"
    RANGE = "range", "–"


class Verification(TextChoices):
    """State of the evidence behind a claim, strongest last but one; a contested claim stays visible."""

    DECLARED = "declared", _("Declared by the owner")
    SEEN = "seen", _("Document seen")
    VERIFIED = "verified", _("Confirmed by a third party")
    CONTESTED = "contested", _("Contested")


class EvidenceState(TextChoices):
    """How far a document behind a figure was checked."""

    DECLARED = "declared", _("Declared by the owner")
    DOCUMENT_SEEN = "document_seen", _("Document seen")
    THIRD_PARTY_VERIFIED = "third_party_verified", _("Confirmed by a third party")
    CONTESTED = "contested", _("Contested")
    EXPIRED = "expired", _("Out of date")
    STRUCK = "struck", _("Struck off")


# What a claim shows of its evidence: out of date or struck off, it counts as the owner's word again.
SHOWN_AS: dict[str, Verification] = {
    EvidenceState.DECLARED: Verification.DECLARED,
    EvidenceState.DOCUMENT_SEEN: Verification.SEEN,
    EvidenceState.THIRD_PARTY_VERIFIED: Verification.VERIFIED,
    EvidenceState.CONTESTED: Verification.CONTESTED,
    EvidenceState.EXPIRED: Verification.DECLARED,
    EvidenceState.STRUCK: Verification.DECLARED,
}
CHECKED = frozenset({EvidenceState.DOCUMENT_SEEN, EvidenceState.THIRD_PARTY_VERIFIED})


class ReviewCheck(TextChoices):
    """What a reviewer ticks before a listing is approved; all of them, every time."""

    SAYS_WHAT = "says_what", _("The title says what it does; no adjectives")
    FIGURES = "figures", _("Every number has a unit, a baseline and a source")
    AUTHORITY = "authority", _("The owner may offer it; co-owners agreed")
    NOTHING_UNFILED = "nothing_unfiled", _("Nothing unpublished is given away")
    LISTS_READ = "lists_read", _("Read against the restricted and prohibited lists")


class WithdrawReason(TextChoices):
    """Why what was public goes away; the tombstone says so."""

    NO_LONGER_OFFERED = "no_longer_offered", _("No longer offered")
    TRANSFERRED = "transferred_elsewhere", _("Transferred outside the floor")
    RIGHTS_CHANGED = "rights_changed", _("The rights changed")
    ERROR = "entered_in_error", _("Entered in error")
    SOURCE_WITHDREW = "source_withdrew", _("Its source no longer offers it")


TAKEN_DOWN = "taken_down"  # Reason of a withdrawal by a judge; the owner cannot choose it.
UNANSWERED = "unanswered"  # Reason of a pause made by the floor: interests lapsed one after another.

WRITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})  # The text itself is edited in place.
REVISABLE = frozenset({State.PUBLISHED, State.PAUSED})  # An edit becomes a revision; the approved text stays in view.
IN_SEARCH = frozenset({State.PUBLISHED})
BY_LINK = frozenset({State.PAUSED, State.EXPIRED})  # Off the search, readable by their address.
IN_VIEW = IN_SEARCH | BY_LINK
WAS_PUBLIC = IN_VIEW | {State.WITHDRAWN}
IN_QUEUE = frozenset({State.SUBMITTED, State.IN_REVIEW})

LISTING = Lifecycle(
    "listing",
    {
        (State.DRAFT, "submit"): State.SUBMITTED,
        (State.CHANGES_REQUESTED, "submit"): State.SUBMITTED,
        (State.DRAFT, "self_publish"): State.PUBLISHED,
        (State.CHANGES_REQUESTED, "self_publish"): State.PUBLISHED,
        (State.SUBMITTED, "recall"): State.DRAFT,
        (State.SUBMITTED, "take"): State.IN_REVIEW,
        (State.IN_REVIEW, "give_back"): State.SUBMITTED,
        (State.IN_REVIEW, "ask_changes"): State.CHANGES_REQUESTED,
        (State.IN_REVIEW, "approve"): State.PUBLISHED,
        (State.IN_REVIEW, "reject"): State.REJECTED,
        (State.REJECTED, "revise"): State.DRAFT,
        (State.EXPIRED, "revise"): State.DRAFT,
        (State.PUBLISHED, "pause"): State.PAUSED,
        (State.PAUSED, "resume"): State.PUBLISHED,
        (State.PUBLISHED, "expire"): State.EXPIRED,
        (State.PAUSED, "expire"): State.EXPIRED,
        (State.PUBLISHED, "renew"): State.PUBLISHED,
        (State.EXPIRED, "renew"): State.PUBLISHED,
        (State.PUBLISHED, "withdraw"): State.WITHDRAWN,
        (State.PAUSED, "withdraw"): State.WITHDRAWN,
        (State.EXPIRED, "withdraw"): State.WITHDRAWN,
        (State.PUBLISHED, "ask_changes"): State.CHANGES_REQUESTED,  # A judge, after a complaint.
        (State.PAUSED, "ask_changes"): State.CHANGES_REQUESTED,
        (State.EXPIRED, "ask_changes"): State.CHANGES_REQUESTED,
        (State.PUBLISHED, "take_down"): State.WITHDRAWN,
        (State.PAUSED, "take_down"): State.WITHDRAWN,
        (State.EXPIRED, "take_down"): State.WITHDRAWN,
        (State.CHANGES_REQUESTED, "lapse"): State.ARCHIVED,
        (State.DRAFT, "archive"): State.ARCHIVED,
        (State.REJECTED, "archive"): State.ARCHIVED,
        (State.WITHDRAWN, "archive"): State.ARCHIVED,
        (State.EXPIRED, "archive"): State.ARCHIVED,
    },
    start={"create": State.DRAFT, "import_published": State.PUBLISHED},
)

REVISION = Lifecycle(
    "revision",
    {
        (RevisionState.PENDING, "approve"): RevisionState.APPROVED,
        (RevisionState.PENDING, "refuse"): RevisionState.REFUSED,
        (RevisionState.PENDING, "recall"): RevisionState.RECALLED,
    },
    start={"propose": RevisionState.PENDING},
)

EVIDENCE = Lifecycle(
    "evidence",
    {
        (EvidenceState.DECLARED, "see_document"): EvidenceState.DOCUMENT_SEEN,
        (EvidenceState.CONTESTED, "see_document"): EvidenceState.DOCUMENT_SEEN,
        (EvidenceState.DECLARED, "verify"): EvidenceState.THIRD_PARTY_VERIFIED,
        (EvidenceState.DOCUMENT_SEEN, "verify"): EvidenceState.THIRD_PARTY_VERIFIED,
        (EvidenceState.DECLARED, "contest"): EvidenceState.CONTESTED,
        (EvidenceState.DOCUMENT_SEEN, "contest"): EvidenceState.CONTESTED,
        (EvidenceState.THIRD_PARTY_VERIFIED, "contest"): EvidenceState.CONTESTED,
        (EvidenceState.CONTESTED, "uphold_evidence"): EvidenceState.THIRD_PARTY_VERIFIED,
        (EvidenceState.CONTESTED, "strike"): EvidenceState.STRUCK,
        (EvidenceState.DOCUMENT_SEEN, "expire"): EvidenceState.EXPIRED,
        (EvidenceState.THIRD_PARTY_VERIFIED, "expire"): EvidenceState.EXPIRED,
        (EvidenceState.EXPIRED, "redeclare"): EvidenceState.DECLARED,
    },
    start={"declare": EvidenceState.DECLARED},
)
