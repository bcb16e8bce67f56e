"""Verbs that fault tests run inside a floor's own environment: `python -m tests.faults.scenario VERB …`, JSON out."""

import json
import re
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from config import env

env.use_settings()

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.test import override_settings  # noqa: E402

from marketplace.accounts.actions import accept_terms  # noqa: E402
from marketplace.accounts.models import User  # noqa: E402
from marketplace.accounts.queries import actor_of  # noqa: E402
from marketplace.common import audit, clock, sql  # noqa: E402
from marketplace.common.models import AuditEntry, Heartbeat, JobPeriod, Lease, OutboxRow  # noqa: E402
from marketplace.common.permissions import ANONYMOUS  # noqa: E402
from marketplace.common.queries import heartbeat_ages  # noqa: E402
from marketplace.listings.actions import life  # noqa: E402
from marketplace.listings.models import Listing  # noqa: E402
from marketplace.matches.models import Match  # noqa: E402
from marketplace.needs.actions import reviewing  # noqa: E402
from marketplace.needs.models import Need  # noqa: E402
from marketplace.needs.states import ReviewCheck  # noqa: E402
from marketplace.notifications.models import Delivery, Notice, Reach  # noqa: E402
from marketplace.notifications.reactions import deliver  # noqa: E402
from marketplace.valuation.models import Run  # noqa: E402
from search import actions, queries  # noqa: E402
from search.backends import SearchUnavailable, get_backend  # noqa: E402
from search.document import Checksum  # noqa: E402
from search.indexing.sources import all_documents, all_versions  # noqa: E402
from search.matching.pairs import run  # noqa: E402
from search.models import RebuildRequest, SavedSearch, SavedSearchHit  # noqa: E402
from search.query import Audience, SearchQuery  # noqa: E402
from tests.factories import accounts as make_accounts  # noqa: E402
from tests.factories import listings as make_listings  # noqa: E402
from tests.factories import needs as make_needs  # noqa: E402
from tests.faults import mail_oracle, pair_oracle  # noqa: E402
from workers import jobs, schedule  # noqa: E402

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NEEDED = {
    "metric_vi": "Điện năng mỗi kg nước bay hơi",
    "operator": "le",
    "value": "0.8",
    "unit": "kWh/kg",
    "must": True,
}
OWNER, BUYER, REVIEWER = "owner@faults.example", "buyer@faults.example", "reviewer@faults.example"


def people() -> dict:
    """An owner, a reviewer and a buyer who watches for `say lanh`; all have accepted the texts in force."""
    owner, buyer = make_accounts.make_user(email=OWNER), make_accounts.make_user(email=BUYER)
    reviewer = make_accounts.make_user(email=REVIEWER, staff=["reviewer"])
    for person in (owner, buyer, reviewer):
        accept_terms(user_id=person.pk, actor=actor_of(person), now=clock.now())
    make_accounts.make_organisation(name_vi="Viện Thử lỗi", admin=owner)
    make_accounts.make_organisation(name_vi="Hợp tác xã Thử lỗi", admin=buyer)
    query = SearchQuery(audience=Audience.PUBLIC, text="say lanh", language="vi")
    actions.save_search(query=query, name="sấy lạnh", actor=actor_of(buyer), now=clock.now())
    return {"people": 3}


def publish(count: str, first: str = "0") -> dict:
    """Publish listings; every second one is of interest to the buyer."""
    owner = actor_of(User.objects.get(email=OWNER))
    reviewer = actor_of(User.objects.get(email=REVIEWER))
    for number in range(int(first), int(first) + int(count)):
        title = f"Máy sấy lạnh số {number}" if number % 2 else f"Bể lọc nước khe số {number}"
        make_listings.make_published(author=owner, reviewer=reviewer, now=clock.now(), title_vi=title)
    return {"published": int(count)}


def ask(count: str, first: str = "0") -> dict:
    """The buyer opens needs that what the owner publishes answers."""
    buyer, reviewer = (actor_of(User.objects.get(email=email)) for email in (BUYER, REVIEWER))
    for number in range(int(first), int(first) + int(count)):
        words = {
            "title_vi": f"Cần sấy lạnh lá dược liệu, lô {number}",
            "problem_vi": "Mùa mưa không phơi được, lò củi ám khói. Cần sấy lá tươi ở nhiệt độ thấp, giữ tinh dầu.",
            "requirements": [NEEDED],
        }
        need = make_needs.make_submitted(author=buyer, now=clock.now(), **words)
        reviewing.take_need(need_id=need.pk, actor=reviewer, now=clock.now())
        reviewing.approve_need(need_id=need.pk, checklist=ReviewCheck.values, actor=reviewer, now=clock.now())
    return {"asked": int(count)}


def pairs() -> dict:
    """O4 and O10 for pairs as they stand, and needs that nobody matched though what answers them is published."""
    matched = set(Match.objects.values_list("need_id", flat=True))
    needs = Need.objects.exclude(published_at=None).values_list("pk", flat=True)
    return pair_oracle.check() | {"unmatched": sorted(set(needs) - matched)}


def rematch() -> dict:
    """Matches every need in this process, twice: what the second time finds that the first did not."""
    for _time in range(2):
        before = set(_open_pairs())
        for need_id in Need.objects.exclude(published_at=None).values_list("pk", flat=True):
            run.match_need(need_id, now=clock.now())
    return {"new": sorted(set(_open_pairs()) - before)}


def _open_pairs() -> list[tuple[int, int]]:
    return list(Match.objects.exclude(state="stale").order_by("pk").values_list("need_id", "listing_id"))


def kept_mail(kills: str) -> dict:
    """O5 against the mails that this floor keeps in files."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log")) if Path(settings.EMAIL_FILE_PATH).exists() else []
    texts = [text for file in files for text in re.split(r"^-{79}\n", file.read_text(), flags=re.MULTILINE)]
    box = [{"content": text} for text in texts if text.strip()]
    return mail_oracle.o5(box, crashes=int(kills)) | {"mails": len(box)}


def pause(count: str) -> dict:
    """Take the first published listings off the search."""
    owner = actor_of(User.objects.get(email=OWNER))
    rows = Listing.objects.filter(state="published").order_by("pk")[: int(count)]
    for listing in rows:
        life.pause_listing(listing_id=listing.pk, actor=owner, now=clock.now())
    return {"paused": int(count)}


def state() -> dict:
    """Figures that a test waits for: open and parked rows, whether the index agrees."""
    rows = OutboxRow.objects.filter(done_at=None)
    return {
        "open": rows.filter(parked_at=None).exclude(event__startswith="workers.").count(),
        "parked": list(rows.exclude(parked_at=None).values_list("task", "last_error")[:5]),
        "index": _index_agrees(),
        "unsealed": AuditEntry.objects.filter(seal=None).count(),
    }


def _index_agrees() -> bool:
    try:
        return get_backend().checksum() == Checksum.of(all_versions(limit=500))
    except SearchUnavailable:
        return False


def oracle() -> dict:
    """The reconcile oracle: nothing lost, nothing told twice, the index is the database, the chain holds.

    Expected notices are computed by brute force: the strict search run against every listing ever published.
    """
    documents = {(document.kind, document.id) for document in all_documents(slice_size=500)}
    public = [*Listing.objects.exclude(published_at=None), *Need.objects.exclude(published_at=None)]
    expected = {
        (saved.user_id, f"{thing._meta.model_name}:{thing.pk}")
        for saved in SavedSearch.objects.all()
        for thing in public
        if "sấy lạnh" in thing.title_vi.lower()
    }
    told = Counter(
        (notice.recipient_id, f"{notice.subject_kind}:{notice.subject_id}")
        for notice in Notice.objects.filter(kind="saved_search")
    )
    hits = SavedSearchHit.objects.values("saved_search", "kind", "object_id").annotate(n=Count("pk")).filter(n__gt=1)
    return {
        "lost": sorted(expected - set(told)),
        "unexpected": sorted(set(told) - expected),
        "twice": sorted(str(key) for key, count in told.items() if count > 1),
        "double_hits": hits.count(),
        "documents": len(documents),
        "index": _index_agrees(),
        "chain": audit.verify(audit.export()),
        "entries": AuditEntry.objects.count(),
    }


def told(email: str) -> dict:
    """How often one person was told each kind of thing."""
    kinds = Notice.objects.filter(recipient__email=email).values_list("kind", flat=True)
    return {"kinds": Counter(kinds)}


def expire_leases() -> dict:
    """What waiting for three minutes does: leases of dead workers run out."""
    past = clock.now() - timedelta(seconds=1)
    OutboxRow.objects.exclude(lease_until=None).update(lease_until=past)
    OutboxRow.objects.filter(done_at=None, parked_at=None).update(available_at=past)
    Lease.objects.update(until=past)
    Run.objects.exclude(lease_until=None).update(lease_until=past)
    return {"expired": True}


def mail_state() -> dict:
    """Deliveries by state, how many were tried, how many are due now, how many addresses are flagged."""
    rows = Delivery.objects.all()
    return {
        "states": Counter(rows.values_list("state", flat=True)),
        "paces": Counter(rows.filter(state="queued").values_list("pace", flat=True)),
        "tried": rows.filter(attempts__gt=0).count(),
        "due": rows.filter(state__in=["queued", "sending"], available_at__lte=clock.now()).count(),
        "flagged": Reach.objects.exclude(flagged_at=None).count(),
        "errors": sorted(set(rows.exclude(last_error="").values_list("last_error", flat=True)))[:5],
    }


def mail_due(kind: str = "") -> dict:
    """What waiting does: further tries come up, leases of dead workers run out. With a kind, only its mails are due."""
    past = clock.now() - timedelta(seconds=1)
    Delivery.objects.exclude(lease_until=None).update(lease_until=past)
    waiting = Delivery.objects.filter(state="queued", pace="instant")
    waiting.exclude(notice__kind__startswith=kind).update(available_at=clock.now() + timedelta(hours=1))
    return {"due": waiting.filter(notice__kind__startswith=kind).update(available_at=past)}


def send_without_leases(seconds: str) -> dict:
    """A sender whose leases are over as soon as they are taken: what the lease protects from happens."""
    until = time.monotonic() + float(seconds)
    with override_settings(DELIVERY_LEASE_SECONDS=-1):
        while time.monotonic() < until:
            deliver(owner=jobs.process_name())
            time.sleep(0.2)
    return {"sent": True}


def clocks() -> dict:
    """Rows claimed more than once though nobody died, ages below zero, and people with two digests on one day."""
    now = sql.database_now()
    digests = Delivery.objects.filter(state="sent").exclude(pace="instant").values_list("recipient", "mail", "sent_at")
    mails = {(who, mail, moment.astimezone(ZONE).date()) for who, mail, moment in digests}
    per_day = Counter((who, day) for who, _mail, day in mails)
    return {
        "claimed_again": OutboxRow.objects.filter(Q(attempts__gt=1) | Q(lost__gt=0)).count(),
        "tried_again": Delivery.objects.filter(Q(attempts__gt=1) | Q(lost__gt=0)).count(),
        "from_the_future": Notice.objects.filter(created_at__gt=now).count()
        + OutboxRow.objects.filter(done_at__gt=now).count()
        + Heartbeat.objects.filter(at__gt=now).count(),
        "negative_ages": sum(age < 0 for age in heartbeat_ages(now=now).values()),
        "digests": len(per_day),
        "two_digests": sum(count > 1 for count in per_day.values()),
    }


def gather() -> dict:
    """From now on the buyer's saved search mails once a day."""
    buyer = actor_of(User.objects.get(email=BUYER))
    saved = SavedSearch.objects.get(user_id=buyer.user_id)
    facts = {"name": saved.name, "rate": "daily", "paused": False, "expected_version": saved.version}
    actions.change_saved_search(public_id=saved.public_id, **facts, actor=buyer, now=clock.now())
    return {"rate": "daily"}


def digest_due(hours: str) -> dict:
    """Everything that waits belongs to a digest that was due so many hours ago."""
    due = clock.now() - timedelta(hours=float(hours))
    return {"rows": Delivery.objects.filter(state="queued").update(pace="daily", available_at=due)}


def mail_check(box: str, crashes: str) -> dict:
    """O4 and O5 against the box of the test's mail server, and the equations of pairs."""
    file = Path(box)
    lines = file.read_text().splitlines() if file.exists() else []
    o5 = mail_oracle.o5([json.loads(line) for line in lines], crashes=int(crashes))
    return {"o4": mail_oracle.o4().as_dict(), "o5": o5, "pairs": pairs()}


def beat(seconds: str) -> dict:
    """One more beat beside the worker's own."""
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        schedule.run_due(now=clock.now())
        time.sleep(0.2)
    return {"beaten": True}


def search(text: str) -> dict:
    """One search as everybody."""
    query = SearchQuery(audience=Audience.PUBLIC, text=text, language="vi")
    page = queries.find(query, actor=ANONYMOUS).page
    return {"backend": page.backend, "total": page.total, "degraded": page.degraded}


def rebuild() -> dict:
    """Open requests to rebuild."""
    return {"open": RebuildRequest.objects.filter(done_at=None, failed_at=None).count()}


def periods() -> dict:
    """How often the ring ran, and whether any period ran twice."""
    rows = JobPeriod.objects.values("job", "period_start").annotate(n=Count("pk"))
    return {"ring": JobPeriod.objects.filter(job="ring").count(), "doubled": rows.filter(n__gt=1).count()}


def time_to_publish() -> dict:
    """Seconds that one publication takes."""
    started = time.monotonic()
    publish("1", "900")
    return {"seconds": time.monotonic() - started}


VERBS = {
    "mail_state": mail_state,
    "mail_due": mail_due,
    "send_without_leases": send_without_leases,
    "clocks": clocks,
    "gather": gather,
    "digest_due": digest_due,
    "mail_check": mail_check,
    "beat": beat,
    "periods": periods,
    "time_to_publish": time_to_publish,
    "told": told,
    "expire_leases": expire_leases,
    "search": search,
    "rebuild": rebuild,
    "people": people,
    "publish": publish,
    "pause": pause,
    "ask": ask,
    "rematch": rematch,
    "pairs": pairs,
    "kept_mail": kept_mail,
    "state": state,
    "oracle": oracle,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])))
