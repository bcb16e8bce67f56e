"""Names of what listings tell the floor. The subject is the listing; readers read the row again."""

SUBMITTED = "listings.submitted"  # waits for review
RETURNED = "listings.returned"  # the reviewer asks for changes
REJECTED = "listings.rejected"
PUBLISHED = "listings.published"  # findable by everyone
CHANGED = "listings.changed"  # the public text or facts of a listing in view changed; material="title,claims"
PAUSED = "listings.paused"
RESUMED = "listings.resumed"
WITHDRAWN = "listings.withdrawn"
EXPIRED = "listings.expired"
EXPIRING = "listings.expiring"  # days=60; so many or fewer are left of its life
RENEWED = "listings.renewed"
REVISED = "listings.revised"  # taken back to draft after rejection or expiry
ARCHIVED = "listings.archived"
REVISION_PROPOSED = "listings.revision_proposed"  # a material edit of a listing in view waits for review
REVISION_REFUSED = "listings.revision_refused"
EVIDENCE_CHECKED = "listings.evidence_checked"  # evidence=id; a document was seen, confirmed or upheld
EVIDENCE_CONTESTED = "listings.evidence_contested"  # evidence=id
EVIDENCE_STRUCK = "listings.evidence_struck"  # evidence=id; its figures rest on nothing now
EVIDENCE_EXPIRED = "listings.evidence_expired"  # evidence=id
IMPORTED = "listings.imported"  # a slice of catalogue records: ids=[…], the subject is its first listing
OWNER_CHANGED = "listings.owner_changed"  # documents of a slice changed with their owner: ids=[…]

ALL = (
    SUBMITTED,
    RETURNED,
    REJECTED,
    PUBLISHED,
    CHANGED,
    PAUSED,
    RESUMED,
    WITHDRAWN,
    EXPIRED,
    EXPIRING,
    RENEWED,
    REVISED,
    ARCHIVED,
    REVISION_PROPOSED,
    REVISION_REFUSED,
    EVIDENCE_CHECKED,
    EVIDENCE_CONTESTED,
    EVIDENCE_STRUCK,
    EVIDENCE_EXPIRED,
    IMPORTED,
    OWNER_CHANGED,
)
