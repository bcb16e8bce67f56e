"""Names of what conversations and bookmarks tell the floor. Readers read the row again."""

QUESTION_ASKED = "notifications.question_asked"
QUESTION_ANSWERED = "notifications.question_answered"
QUESTION_DECLINED = "notifications.question_declined"
QUESTION_LAPSED = "notifications.question_lapsed"
QUESTION_REMOVED = "notifications.question_removed"
MESSAGE_WRITTEN = "notifications.message_written"  # in a conversation that is not public
BLOCK_PLACED = "notifications.block_placed"  # The two sides are proposed to each other no more,
BLOCK_LIFTED = "notifications.block_lifted"  # and here again.
BOOKMARK_CHANGED = "notifications.bookmark_changed"  # price, state or deadline of what somebody keeps: changed=[…]
