from marketplace.needs.actions.drafting import create_need, edit_need
from marketplace.needs.actions.importing import import_published_batch
from marketplace.needs.actions.judging import return_after_complaint, take_down_need
from marketplace.needs.actions.life import (
    archive_due,
    archive_need,
    close_need_unmet,
    expire_due,
    expire_need,
    give_back_idle,
    lapse_due,
    lapse_need,
    pause_need,
    renew_need,
    resume_need,
    revise_need,
    withdraw_need,
)
from marketplace.needs.actions.reviewing import Point, approve_need, ask_changes, give_back_need, reject_need, take_need
from marketplace.needs.actions.submitting import answer_point, recall_need, self_publish_need, submit_need
from marketplace.needs.actions.warning import warn_due, warn_of_expiry

__all__ = [
    "Point",
    "answer_point",
    "approve_need",
    "archive_due",
    "archive_need",
    "ask_changes",
    "close_need_unmet",
    "create_need",
    "edit_need",
    "expire_due",
    "expire_need",
    "give_back_idle",
    "give_back_need",
    "import_published_batch",
    "lapse_due",
    "lapse_need",
    "pause_need",
    "recall_need",
    "reject_need",
    "renew_need",
    "resume_need",
    "return_after_complaint",
    "revise_need",
    "self_publish_need",
    "submit_need",
    "take_down_need",
    "take_need",
    "warn_due",
    "warn_of_expiry",
    "withdraw_need",
]
