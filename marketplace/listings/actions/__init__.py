from marketplace.listings.actions.drafting import create_listing, edit_listing
from marketplace.listings.actions.evidence import (
    contest_evidence,
    expire_evidence,
    see_document,
    strike_evidence,
    uphold_evidence,
    verify_evidence,
)
from marketplace.listings.actions.importing import import_published_batch
from marketplace.listings.actions.judging import return_after_complaint, take_down_listing
from marketplace.listings.actions.life import (
    archive_due,
    archive_listing,
    expire_due,
    expire_evidence_due,
    expire_listing,
    give_back_idle,
    lapse_due,
    lapse_listing,
    pause_listing,
    renew_listing,
    resume_listing,
    revise_listing,
    withdraw_listing,
)
from marketplace.listings.actions.reviewing import (
    Point,
    approve_listing,
    ask_changes,
    give_back_listing,
    reject_listing,
    take_listing,
)
from marketplace.listings.actions.revising import approve_revision, recall_revision, refuse_revision
from marketplace.listings.actions.submitting import (
    answer_point,
    recall_listing,
    self_publish_listing,
    submit_listing,
)
from marketplace.listings.actions.warning import warn_due, warn_of_expiry

__all__ = [
    "Point",
    "answer_point",
    "approve_listing",
    "approve_revision",
    "archive_due",
    "archive_listing",
    "ask_changes",
    "contest_evidence",
    "create_listing",
    "edit_listing",
    "expire_due",
    "expire_evidence",
    "expire_evidence_due",
    "expire_listing",
    "give_back_idle",
    "give_back_listing",
    "import_published_batch",
    "lapse_due",
    "lapse_listing",
    "pause_listing",
    "recall_listing",
    "recall_revision",
    "refuse_revision",
    "reject_listing",
    "renew_listing",
    "resume_listing",
    "return_after_complaint",
    "revise_listing",
    "see_document",
    "self_publish_listing",
    "strike_evidence",
    "submit_listing",
    "take_down_listing",
    "take_listing",
    "uphold_evidence",
    "verify_evidence",
    "warn_due",
    "warn_of_expiry",
    "withdraw_listing",
]
