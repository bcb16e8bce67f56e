"""That somebody saw a pair: the read log of matching, and the side's own mark "seen"."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from marketplace.common.permissions import Actor, require_person
from marketplace.matches import rules
from marketplace.matches.models import Impression, Match


def note_seen(*, matches: Sequence[Match], actor: Actor, now: datetime) -> int:
    """Log that a member of one side saw these pairs, in the order shown; returns how many rows it wrote.

    One row per person, pair and day. What is logged already costs one read and no write, so that a page may call it on
    a GET: the read log changes nothing that anybody reads, and neither a pair's version nor its audit.
    """
    sides = {match.pk: rules.side_of(actor, match) for match in matches}
    shown = [match for match in matches if sides[match.pk] is not None][: settings.MATCH_IMPRESSIONS_MAX]
    if not shown:
        return 0
    person, day = require_person(actor), timezone.localdate(now)
    known = Impression.objects.filter(user_id=person, day=day, match_id__in=[match.pk for match in shown])
    logged = set(known.values_list("match_id", flat=True))
    fresh = [(place, match) for place, match in enumerate(shown, start=1) if match.pk not in logged]
    if not fresh:
        return 0
    with transaction.atomic():
        rows = [_impression(match, place, person=person, day=day, now=now) for place, match in fresh]
        Impression.objects.bulk_create(rows, ignore_conflicts=True)  # Two pages at once log the pair once.
        for side in {sides[match.pk] for _place, match in fresh}:
            column = f"seen_by_{side}_at"
            unseen = [match.pk for _place, match in fresh if sides[match.pk] == side and not getattr(match, column)]
            if unseen:
                Match.objects.filter(pk__in=unseen, **{column: None}).update(**{column: now})
    return len(fresh)


def forget_viewers(now: datetime) -> int:
    """Take the person off impressions that are older than search logs keep theirs; returns how many."""
    old = now - timedelta(days=settings.MATCH_IMPRESSION_PERSON_DAYS)
    return Impression.objects.filter(at__lt=old).exclude(user=None).update(user=None)


def _impression(match: Match, place: int, *, person: int, day: date, now: datetime) -> Impression:
    return Impression(
        user_id=person,
        match=match,
        day=day,
        at=now,
        place=place,
        score=match.score,
        components=match.explanation["contributions"],
        score_version=match.score_version,
    )
