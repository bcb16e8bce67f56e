from marketplace.notifications.models.delivery import Delivery, Digest
from marketplace.notifications.models.notice import BODY_MAX_CHARS, SUBSCRIPTION_MAX_CHARS, TITLE_MAX_CHARS, Notice
from marketplace.notifications.models.preference import Preference, Reach, Subscription
from marketplace.notifications.states import Category

__all__ = [
    "BODY_MAX_CHARS",
    "SUBSCRIPTION_MAX_CHARS",
    "TITLE_MAX_CHARS",
    "Category",
    "Delivery",
    "Digest",
    "Notice",
    "Preference",
    "Reach",
    "Subscription",
]
