"""What becomes of postings when something changes about their owner: no edit of anybody's clashes with it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet

from marketplace.accounts.models.posting import Posting
from marketplace.accounts.queries import contact_after
from marketplace.common.audit import record
from marketplace.common.permissions import SYSTEM

P = TypeVar("P", bound=Posting)
SLICE = 100  # Postings of one transaction and one event; their ids fit its facts.


def slices_of(rows: QuerySet[P]) -> Iterator[list[int]]:
    """The ids of the rows, a transaction's worth at a time."""
    after, ids = 0, rows.order_by("pk").values_list("pk", flat=True)
    while found := list(ids.filter(pk__gt=after)[:SLICE]):
        yield found
        after = found[-1]


def refold(postings: Iterable[P], folded: Callable[[P], str]) -> None:
    """Raise `index_version` alone, and fold anew what the database search reads, where it read something before."""
    for posting in postings:
        text = folded(posting) if posting.public_text_folded else ""
        rows = type(posting)._default_manager.filter(pk=posting.pk)
        rows.update(index_version=F("index_version") + 1, public_text_folded=text)


def pass_contact_on(rows: QuerySet[P], *, verb: str, organisation_id: int, user_id: int, now: datetime) -> int:
    """The organisation's contact person becomes that of each row where the leaver was; returns how many.

    A person who is back by now keeps what is theirs.
    """
    with transaction.atomic():
        organisation, heir = contact_after(organisation_id, leaver_id=user_id)
        if heir is None:
            return 0
        moved = rows.filter(owner=organisation, contact_id=user_id).update(contact_id=heir)
        if moved:
            record(verb, subject=organisation, actor=SYSTEM, now=now, count=moved)
    return moved
