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
from marketplace.notifications.actions.notices import mark_all_read, mark_read, write_notices

__all__ = [
    "add_bookmark",
    "answer_question",
    "ask_question",
    "block_asker",
    "decline_question",
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
    "tell_changes",
    "write_about_estimate",
    "write_notices",
]
