"""A synthetic load floor: as many listings as asked, of words from the sample, for measuring only.

Rows are written in bulk beside the actions, because a hundred thousand reviews would take hours; each slice emits the
event of an import, so that indexing and matching see them as they see catalogues.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.accounts.actions.organisations import create_organisation
from marketplace.accounts.models import Organisation
from marketplace.common import sql
from marketplace.common.ids import reference_number
from marketplace.common.outbox import emit
from marketplace.common.permissions import SYSTEM
from marketplace.common.text import fold, normal
from marketplace.listings import events
from marketplace.listings.models import Listing, TechnologyDetails
from marketplace.listings.states import Kind, State
from marketplace.seed.sample.files import Record, read_technologies
from marketplace.taxonomy.models import Code
from marketplace.taxonomy.queries import codes

SLICE = 1000
EVENT_IDS = 200  # Ids of one event: its facts stay below 2 kB.
ORGANISATIONS = 50
SEED = 20261124
TITLE_WORDS, SUMMARY_WORDS, BODY_WORDS = 9, 25, 120
LIFE = timedelta(days=365)
TEXTS = ("title", "summary", "problem", "how_it_works", "limits", "applications")
Words = dict[str, list[str]]


def make_large_floor(*, count: int, now: datetime, told: Callable[[int], None]) -> int:
    """Write `count` published technologies; the same count gives the same texts. `told` hears of each slice."""
    chance = random.Random(SEED)  # noqa: S311 - synthetic text, not a secret
    words = _vocabulary()
    owners = _owners(now=now)
    lists = {name: list(codes(name)) for name in ("st_field", "wipo_field", "trl", "price_mode", "licence_kind")}
    lists["ipc"] = [code for code in codes("ipc") if len(code.code) == 4]
    made = 0
    while made < count:
        size = min(SLICE, count - made)
        _slice(size, chance=chance, words=words, owners=owners, lists=lists, now=now)
        made += size
        told(made)
    return made


def _vocabulary() -> Words:
    records = read_technologies()
    return {language: _words_of(records, language) for language in ("vi", "en")}


def _words_of(records: list[Record], language: str) -> list[str]:
    """Words as often as the sample uses them, so that frequencies look like language."""
    return " ".join(record.get(f"{topic}_{language}") or "" for record in records for topic in TEXTS).split()


def _owners(*, now: datetime) -> list[Organisation]:
    country, provinces = codes("country").get(code="VN"), list(codes("province").filter(edition="2025-07-01"))
    made = []
    for number in range(ORGANISATIONS):
        name = f"Tổ chức tổng hợp {number + 1:02d}"
        existing = Organisation.objects.filter(name_vi=name).first()
        profile = {
            "name_vi": name,
            "kind": "firm",
            "ownership": "non_state",
            "country": country.code,
            "province": provinces[number % len(provinces)].code,
        }
        made.append(existing or create_organisation(profile=profile, actor=SYSTEM, now=now, is_sample=True))
    return made


@transaction.atomic
def _slice(
    size: int,
    *,
    chance: random.Random,
    words: Words,
    owners: list[Organisation],
    lists: dict[str, list[Code]],
    now: datetime,
) -> None:
    first = sql.reserve_in_counter(f"synthetic:{now:%Y%m%d}", count=size)
    rows = [
        _listing(first + position, chance=chance, words=words, owners=owners, lists=lists, now=now)
        for position in range(size)
    ]
    Listing.objects.bulk_create(rows)
    TechnologyDetails.objects.bulk_create(
        TechnologyDetails(
            listing=row,
            problem_solved_vi=_text(chance, words["vi"], BODY_WORDS // 2),
            how_it_works_en=_text(chance, words["en"], BODY_WORDS // 2),
            trl_declared=chance.choice(lists["trl"]),
            unfiled_detail=False,
        )
        for row in rows
    )
    ipc = Listing.ipc.through
    ipc.objects.bulk_create(ipc(listing_id=row.pk, code_id=chance.choice(lists["ipc"]).pk) for row in rows)
    kinds = Listing.licence_kinds.through
    kinds.objects.bulk_create(kinds(listing_id=row.pk, code_id=chance.choice(lists["licence_kind"]).pk) for row in rows)
    for start in range(0, size, EVENT_IDS):
        part = rows[start : start + EVENT_IDS]
        emit(events.IMPORTED, subject=part[0], ids=[row.pk for row in part])


def _listing(
    number: int,
    *,
    chance: random.Random,
    words: Words,
    owners: list[Organisation],
    lists: dict[str, list[Code]],
    now: datetime,
) -> Listing:
    published = now - timedelta(days=chance.randrange(300), seconds=number % 86_400)
    title = _text(chance, words["vi"], TITLE_WORDS)[:150]
    summary = _text(chance, words["vi"], SUMMARY_WORDS)[:280]
    summary_en = _text(chance, words["en"], SUMMARY_WORDS)[:280]
    mode = chance.choice([code for code in lists["price_mode"] if code.code in ("on_request", "free", "ask")])
    priced = mode.code == "ask"
    owner = chance.choice(owners)
    return Listing(
        kind=Kind.TECHNOLOGY,
        state=State.PUBLISHED,
        reference=reference_number(country="VN", province="12", type_code="TO", day=now.date(), sequence=number),
        title_vi=title,
        summary_vi=summary,
        summary_en=summary_en,
        owner=owner,
        origin_country_id=owner.country_id,
        st_field=chance.choice(lists["st_field"]),
        wipo_field=chance.choice(lists["wipo_field"]),
        price_mode=mode,
        price_min=chance.randrange(10, 900) * 1_000_000 if priced else None,
        currency="VND" if priced else "",
        is_sample=True,
        created_at=published,
        updated_at=published,
        state_since=published,
        submitted_at=published,
        published_at=published,
        expires_on=(published + LIFE).date(),
        public_text_folded=fold(normal(f"{title} {summary} {summary_en}")),
    )


def _text(chance: random.Random, words: list[str], count: int) -> str:
    return " ".join(chance.choices(words, k=count))
