"""Names of what needs tell the floor. The subject is the need; readers read the row again."""

SUBMITTED = "needs.submitted"  # waits for review
RETURNED = "needs.returned"  # the reviewer asks for changes
REJECTED = "needs.rejected"
OPENED = "needs.opened"  # findable by everyone; matching runs
CHANGED = "needs.changed"  # the text of a need in view changed; topics=[…]
PAUSED = "needs.paused"
RESUMED = "needs.resumed"
CLOSED = "needs.closed"  # by its owner, without a solution
WITHDRAWN = "needs.withdrawn"
EXPIRED = "needs.expired"
EXPIRING = "needs.expiring"  # days=60; so many or fewer are left of its life
RENEWED = "needs.renewed"
REVISED = "needs.revised"  # taken back to draft after rejection or expiry
ARCHIVED = "needs.archived"
IMPORTED = "needs.imported"  # a slice of catalogue records: ids=[…], the subject is its first need
OWNER_CHANGED = "needs.owner_changed"  # documents of a slice changed with their owner: ids=[…]

ALL = (
    SUBMITTED,
    RETURNED,
    REJECTED,
    OPENED,
    CHANGED,
    PAUSED,
    RESUMED,
    CLOSED,
    WITHDRAWN,
    EXPIRED,
    EXPIRING,
    RENEWED,
    REVISED,
    ARCHIVED,
    IMPORTED,
    OWNER_CHANGED,
)
