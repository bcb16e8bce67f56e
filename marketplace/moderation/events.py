"""Names of what complaints tell the floor. The subject is the complaint, or what it is about where that is said."""

FILED = "moderation.filed"
GRADED = "moderation.graded"  # serious=true: what it is about is off view from now on
OTHER_SIDE_ASKED = "moderation.other_side_asked"
ANSWERED = "moderation.answered"
UPHELD = "moderation.upheld"
DISMISSED = "moderation.dismissed"
WITHDRAWN = "moderation.withdrawn"
HELD = "moderation.held"  # subject: the listing or need that went off view
RELEASED = "moderation.released"  # subject: the listing or need whose hold was lifted
