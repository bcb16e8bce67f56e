from marketplace.moderation.actions.filing import file_complaint, withdraw_complaint
from marketplace.moderation.actions.grading import dismiss_unfounded, grade_plain, grade_serious
from marketplace.moderation.actions.judging import (
    Ruling,
    answer_complaint,
    ask_other_side,
    confirm_take_down,
    dismiss_complaint,
    go_on_due,
    go_on_without_answer,
    uphold_complaint,
)
from marketplace.moderation.actions.receipts import mail_receipt

__all__ = [
    "Ruling",
    "answer_complaint",
    "ask_other_side",
    "confirm_take_down",
    "dismiss_complaint",
    "dismiss_unfounded",
    "file_complaint",
    "go_on_due",
    "go_on_without_answer",
    "grade_plain",
    "grade_serious",
    "mail_receipt",
    "uphold_complaint",
    "withdraw_complaint",
]
