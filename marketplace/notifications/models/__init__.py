from marketplace.notifications.models.bookmark import BOOKMARK_NOTE_MAX_CHARS, Bookmark
from marketplace.notifications.models.conversation import MESSAGE_MAX_CHARS, Block, Conversation, Message, ReadMark
from marketplace.notifications.models.delivery import Delivery, Digest
from marketplace.notifications.models.notice import BODY_MAX_CHARS, SUBSCRIPTION_MAX_CHARS, TITLE_MAX_CHARS, Notice
from marketplace.notifications.models.preference import Preference, Reach, Subscription
from marketplace.notifications.models.question import NOTE_MAX_CHARS, Question
from marketplace.notifications.states import Category

__all__ = [
    "BODY_MAX_CHARS",
    "BOOKMARK_NOTE_MAX_CHARS",
    "MESSAGE_MAX_CHARS",
    "NOTE_MAX_CHARS",
    "SUBSCRIPTION_MAX_CHARS",
    "TITLE_MAX_CHARS",
    "Block",
    "Bookmark",
    "Category",
    "Conversation",
    "Delivery",
    "Digest",
    "Message",
    "Notice",
    "Preference",
    "Question",
    "Reach",
    "ReadMark",
    "Subscription",
]
