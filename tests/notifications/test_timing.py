"""When a mail may go: the published vectors, and what holds for every zone, clock change and choice of hours."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.notifications.timing import (
    QuietHours,
    Wishes,
    after_quiet,
    next_digest,
    over_cap,
    plan,
    retry_at,
    spread,
)

VECTORS = {
    row["id"]: row
    for row in json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))["vectors"]
}
# Whole, half and quarter hours, both hemispheres, a change of half an hour, none at all, both ends of the date line.
ZONES = (
    "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe",
    "America/Santiago", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Casablanca", "UTC",
)  # fmt: skip
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
hours = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
quiet_hours = st.builds(QuietHours, start=hours, end=hours, zone=st.sampled_from(ZONES)).filter(
    lambda quiet: quiet.start != quiet.end
)
CAP, DAY = 3, timedelta(hours=24)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("number", ["NOTIF-01", "NOTIF-02", "NOTIF-03"])
def test_quiet_hours_end_as_published(number):
    given_, expected = VECTORS[number]["inputs"], VECTORS[number]["expected"]
    quiet = QuietHours(time.fromisoformat(given_["quiet_start"]), time.fromisoformat(given_["quiet_end"]), given_["tz"])

    assert after_quiet(moment(given_["event"]), quiet) == moment(expected["deliver"])


def test_the_next_digest_is_strictly_after_the_event_as_published():
    given_, expected = VECTORS["NOTIF-04"]["inputs"], VECTORS["NOTIF-04"]["expected"]
    event = moment(given_["event"])

    assert next_digest(event, zone=given_["tz"]) == moment(expected["daily"])
    assert next_digest(event, zone=given_["tz"], weekly=True) == moment(expected["weekly"])
    at_eight = moment(expected["daily"])
    assert next_digest(at_eight, zone=given_["tz"]) == at_eight + timedelta(days=1)


def test_the_cap_rolls_and_the_rest_is_gathered_as_published():
    given_, expected = VECTORS["NOTIF-05"]["inputs"], VECTORS["NOTIF-05"]["expected"]

    def at(text: str) -> datetime:
        hours_, minutes = map(int, text.split(":"))
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hours_, minutes=minutes)

    got = spread([at(text) for text in given_["events"]], cap=given_["cap"], window=timedelta(hours=given_["window_h"]))

    assert got.instant == [at(text) for text in expected["instant"]]
    assert got.digest == [at(text) for text in expected["digest"]]


@given(st.lists(moments, max_size=30), st.integers(1, 5))
def test_the_cap_loses_nothing_and_no_window_holds_more(events, cap):
    got = spread(events, cap=cap, window=DAY)

    assert sorted(got.instant + got.digest) == sorted(events)
    for told in got.instant:
        assert sum(told - DAY < other <= told for other in got.instant) <= cap or len(set(got.instant)) < len(
            got.instant
        )


@given(moments, quiet_hours)
def test_nothing_goes_within_quiet_hours_and_nothing_waits_longer_than_needed(event, quiet):
    goes = after_quiet(event, quiet)

    assert goes >= event
    assert not quiet.cover(goes)
    assert goes == event or quiet.cover(event)
    assert goes - event < timedelta(days=3)  # Two days where a change of clocks leaves no hour of a short pause.


@given(moments, quiet_hours)
def test_what_waited_goes_at_the_end_of_the_hours_and_stays_there(event, quiet):
    goes = after_quiet(event, quiet)

    assert after_quiet(goes, quiet) == goes
    if (
        goes != event
        and goes.astimezone(ZoneInfo(quiet.zone)).utcoffset() == event.astimezone(ZoneInfo(quiet.zone)).utcoffset()
    ):
        assert goes.astimezone(ZoneInfo(quiet.zone)).time() == quiet.end


@given(moments, st.sampled_from(ZONES), st.booleans())
def test_a_digest_is_strictly_later_at_eight_local_and_soon(event, zone, weekly):
    digest = next_digest(event, zone=zone, weekly=weekly)

    local = digest.astimezone(ZoneInfo(zone))
    assert digest > event
    assert (local.hour, local.minute) == (8, 0)
    assert digest - event <= timedelta(days=7 if weekly else 1, hours=1)
    assert not weekly or local.weekday() == 0


@given(moments, st.sampled_from(ZONES))
def test_every_local_day_has_one_daily_digest(event, zone):
    first = next_digest(event, zone=zone)
    second = next_digest(first, zone=zone)

    days = (second.astimezone(ZoneInfo(zone)).date() - first.astimezone(ZoneInfo(zone)).date()).days
    assert days == 1


@given(moments, quiet_hours, st.booleans())
def test_a_digest_keeps_quiet_hours_too(event, quiet, weekly):
    digest = next_digest(event, zone=quiet.zone, weekly=weekly, quiet=quiet)

    assert digest > event
    assert not quiet.cover(digest)


wishes = st.builds(
    Wishes,
    pace=st.sampled_from(["instant", "daily", "weekly"]),
    planned=st.sampled_from(["instant", "daily", "weekly"]),
    digestible=st.booleans(),
    through_quiet=st.booleans(),
    tried=st.booleans(),
)


@given(wishes, moments, quiet_hours, st.integers(0, 6), st.integers(0, 100))
def test_every_plan_is_now_or_later_outside_quiet_hours_and_below_the_cap(wish, now, quiet, sent, late_hours):
    sent_at = [now - timedelta(hours=number) for number in range(sent)]
    due = now - timedelta(hours=late_hours)

    got = plan(
        wish, now=now, due=due, zone=quiet.zone, quiet=quiet, sent_at=sent_at, cap=CAP, window=DAY,
        catch_up=timedelta(hours=12),
    )  # fmt: skip

    assert got.at >= now
    assert wish.through_quiet or not quiet.cover(got.at)
    capped = wish.digestible and not wish.tried
    assert not (capped and got.at == now and got.pace == "instant" and over_cap(sent_at, now=now, cap=CAP, window=DAY))
    assert wish.digestible or wish.tried or got.pace == "instant"  # Never gathered.
    assert not wish.tried or got.pace == wish.planned


def decide(now: str, **facts):
    wish = Wishes(**{
        "pace": "instant", "planned": "instant", "digestible": True, "through_quiet": False, "tried": False, **facts,
    })  # fmt: skip
    return plan(
        wish, now=moment(now), due=moment(now), zone="Asia/Ho_Chi_Minh",
        quiet=QuietHours(time(21), time(7), "Asia/Ho_Chi_Minh"), sent_at=[moment("2026-11-24T02:00Z")] * 3,
        cap=CAP, window=DAY, catch_up=timedelta(hours=12),
    )  # fmt: skip


def test_the_fourth_mail_of_the_day_joins_the_digest_and_an_exempt_one_does_not():
    assert decide("2026-11-24T03:00Z").at == moment("2026-11-25T01:00Z")
    assert decide("2026-11-24T03:00Z").pace == "daily"
    assert decide("2026-11-24T03:00Z", digestible=False).at == moment("2026-11-24T03:00Z")


def test_security_goes_through_the_night_and_a_reply_waits_for_the_morning():
    night, morning = "2026-11-24T15:30Z", moment("2026-11-25T00:00Z")

    assert decide(night, digestible=False, through_quiet=True).at == moment(night)
    assert decide(night, digestible=False).at == morning


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (47, 60)])
def test_tries_follow_after_1_5_15_60_minutes_then_hourly(attempts, minutes):
    waits = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    now = moment("2026-11-24T03:00Z")

    assert retry_at(now, attempts=attempts, waits=waits) == now + timedelta(minutes=minutes)
