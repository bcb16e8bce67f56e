"""The equations of notices and mail (O4, O5), by brute force over rows, events and the server's own box.

Written against tables: it asks neither the kinds of notice nor the code that writes or sends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email import message_from_string

from marketplace.accounts.models import Membership, User
from marketplace.common.models import AuditEntry
from marketplace.listings.models import Listing
from marketplace.needs.models import Need
from marketplace.notifications.models import Delivery, Notice
from search.models import SavedSearch

SITE = "localhost"
DECISIONS = {"listing.approve": "listing_published"}
EDITING = ("editor", "admin")


@dataclass(frozen=True, slots=True)
class Difference:
    """What an equation found; empty everywhere where it holds."""

    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, list[str]]:
        return {"missing": self.missing, "unknown": self.unknown, "repeated": self.repeated}


def compare(expected: Iterable[str], found: Iterable[str]) -> Difference:
    wanted, counted = set(expected), Counter(found)
    return Difference(
        missing=sorted(wanted - set(counted)),
        unknown=sorted(set(counted) - wanted),
        repeated=sorted(key for key, count in counted.items() if count > 1),
    )


def expected_notices() -> set[str]:
    """(recipient, kind, subject) that the history calls for: decisions by the audit log, hits by the titles."""
    pairs = set()
    for entry in AuditEntry.objects.filter(verb__in=DECISIONS):
        listing = Listing.objects.get(pk=entry.subject_id)
        members = Membership.objects.filter(organisation=listing.owner_id, active=True, role__in=EDITING)
        pairs |= {f"{member.user_id}:{DECISIONS[entry.verb]}:listing:{listing.pk}" for member in members}
    for saved in SavedSearch.objects.filter(paused=False):
        words = saved.name.lower()
        for thing in (*Listing.objects.exclude(published_at=None), *Need.objects.exclude(published_at=None)):
            if words in thing.title_vi.lower():
                pairs.add(f"{saved.user_id}:saved_search:{thing._meta.model_name}:{thing.pk}")
    return pairs


def o4() -> Difference:
    """Each expected (recipient, event) exactly once, and no other of these kinds."""
    kinds = {"saved_search", *DECISIONS.values()}
    rows = Notice.objects.filter(kind__in=kinds).values_list("recipient", "kind", "subject_kind", "subject_id")
    return compare(expected_notices(), [":".join(map(str, row)) for row in rows])


def o5(box: Iterable[Mapping[str, object]], *, crashes: int) -> dict[str, object]:
    """The box holds every mail that was sent and no other; beyond one each at most as many as there were crashes."""
    messages = [message_from_string(str(mail["content"])) for mail in box]
    ids = [str(message["Message-ID"]) for message in messages]
    sent = Delivery.objects.filter(state="sent").values_list("mail", flat=True)
    difference = compare({f"<{mail}@{SITE}>" for mail in sent}, ids)
    addresses = set(User.objects.values_list("email", flat=True))
    return {
        "missing": difference.missing,
        "unknown": difference.unknown,
        "repeats": len(ids) - len(set(ids)),
        "too_many_repeats": max(len(ids) - len(set(ids)) - crashes, 0),
        "strangers": sorted({str(message["To"]) for message in messages} - addresses),
        "open": Delivery.objects.filter(state__in=["queued", "sending"]).count(),
        "notices_without_delivery": Notice.objects.filter(deliveries=None).count(),
    }
