"""The demo floor, loaded once: real catalogue records from abroad and the sample of upland Viet Nam."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.core.cache import cache
from django.db import transaction

from marketplace.common.models import Site
from marketplace.common.queries import SITE_CACHE_KEY
from marketplace.seed.importing.run import import_file
from marketplace.seed.sample.assisted import make_assisted
from marketplace.seed.sample.cast import make_cast
from marketplace.seed.sample.listings import make_listings
from marketplace.seed.sample.needs import make_needs
from marketplace.seed.sample.talk import make_talk

CATALOGUES = Path(__file__).resolve().parent / "data" / "catalogues"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the demo, and what it did in words."""

    name: str
    run: Callable[[], str]


def is_loaded() -> bool:
    """True once the sample is there; loading again would double it."""
    return Site.objects.filter(pk=1, has_sample=True).exists()


def steps(*, now: datetime) -> Iterator[Step]:
    """The parts in order, each with its own transaction or its own batches; progress is the caller's to show."""
    yield Step("sample organisations, technologies, services and needs", lambda: _sample(now=now))
    for source, file in sorted(catalogue_files().items()):
        yield Step(f"catalogue {source}", partial(_catalogue, source, file, now=now))
    yield Step("the floor's name", lambda: _name(now=now))


def catalogue_files() -> dict[str, Path]:
    """Registered source → the file shipped with the project."""
    return {
        "nasa-software": CATALOGUES / "nasa-software.jsonl.gz",
        "nasa-patents": CATALOGUES / "nasa-patents.csv.gz",
        "sbir-topics": CATALOGUES / "sbir-topics.jsonl.gz",
    }


def _sample(*, now: datetime) -> str:
    with transaction.atomic():
        cast = make_cast(now=now)
        listings, needs = make_listings(cast, now=now), make_needs(cast, now=now) + make_assisted(cast, now=now)
        make_talk(cast, now=now)
        return f"{len(cast.organisations)} organisations, {listings} listings, {needs} needs"


def _catalogue(source: str, file: Path, *, now: datetime) -> str:
    report = import_file(file, source=source, now=now)
    return f"{report.created} created, {report.unchanged} unchanged, {len(report.rejected)} rejected"


def _name(*, now: datetime) -> str:
    Site.objects.update_or_create(
        pk=1,
        defaults={
            "province_edition": "2025-07-01",
            "province_code": "12",
            "province_name_vi": "Lai Châu",
            "province_name_en": "Lai Châu",
            "contact_phone": "0213 000 0000",
            "office_hours_vi": "7:30–17:00, thứ Hai–thứ Sáu",
            "office_hours_en": "7:30–17:00, Monday–Friday",
            "has_sample": True,
            "set_up_at": now,
        },
    )
    cache.delete(SITE_CACHE_KEY)
    return "Sàn Công nghệ, Lai Châu"
