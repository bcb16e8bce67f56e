from marketplace.notifications.actions.asking import (
    answer_question,
    ask_question,
    decline_question,
    lapse_due_questions,
    lapse_question,
    remove_question,
)
from marketplace.notifications.actions.blocking import block_asker, lift_block
from marketplace.notifications.actions.bookmarking import (
    add_bookmark,
    look_at_bookmark,
    note_bookmark,
    remove_bookmark,
    tell_changes,
)
from marketplace.notifications.actions.conversing import hide_message, mark_conversation_read, write_about_estimate
from marketplace.notifications.actions.delivering import deliver_due
from marketplace.notifications.actions.notices import mark_all_read, mark_read, write_notices
from marketplace.notifications.actions.operating import forget_deliveries, resend_delivery, stop_delivery
from marketplace.notifications.actions.preferences import (
    Quiet,
    choose_mail,
    choose_subscription,
    confirm_address,
    forget_subscription,
    unsubscribe,
)

__all__ = [
    "Quiet",
    "add_bookmark",
    "answer_question",
    "ask_question",
    "block_asker",
    "choose_mail",
    "choose_subscription",
    "confirm_address",
    "decline_question",
    "deliver_due",
    "forget_deliveries",
    "forget_subscription",
    "hide_message",
    "lapse_due_questions",
    "lapse_question",
    "lift_block",
    "look_at_bookmark",
    "mark_all_read",
    "mark_conversation_read",
    "mark_read",
    "note_bookmark",
    "remove_bookmark",
    "remove_question",
    "resend_delivery",
    "stop_delivery",
    "tell_changes",
    "unsubscribe",
    "write_about_estimate",
    "write_notices",
]
