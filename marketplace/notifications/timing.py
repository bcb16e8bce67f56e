"""When a mail may go: quiet hours, digests, the cap, further tries. Pure: moments in, moments out, no row is read.

Wall times are the recipient's. A wall time that a change of clocks skips is taken at the end of the gap, one that
occurs twice at its first occurrence that is not past.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY = 0
_LOOK_AHEAD_DAYS = 9  # A week and the days that a zone may be ahead or behind.


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` on the wall clock of `zone`; `start` may be later than `end`: then over midnight."""

    start: time
    end: time
    zone: str

    def cover(self, moment: datetime) -> bool:
        """Whether the wall clock stands inside; `start` does, `end` does not."""
        wall = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When digests go, on the recipient's wall clock: daily at `at`, weekly on `weekday` (0 is Monday) at `at`."""

    at: time = time(8)
    weekday: int = MONDAY


def after_quiet(moment: datetime, quiet: QuietHours | None) -> datetime:
    """The moment itself outside quiet hours, else their end."""
    if quiet is None or not quiet.cover(moment):
        return moment
    ends = (end for end in _wall_times(moment, quiet.end, quiet.zone) if end > moment and not quiet.cover(end))
    return next(ends, moment)


def next_digest(
    event: datetime, *, zone: str, weekly: bool = False, rhythm: Rhythm | None = None, quiet: QuietHours | None = None
) -> datetime:
    """The first digest strictly after the event; inside quiet hours it waits for their end."""
    rhythm = rhythm or Rhythm()
    local = ZoneInfo(zone)
    for moment in _wall_times(event, rhythm.at, zone, both=False):
        if moment > event and (not weekly or moment.astimezone(local).weekday() == rhythm.weekday):
            return after_quiet(moment, quiet)
    raise ValueError(f"{zone} has no {rhythm.at} within {_LOOK_AHEAD_DAYS} days")


def over_cap(sent_at: Iterable[datetime], *, now: datetime, cap: int, window: timedelta) -> bool:
    """Whether `cap` mails went in the window (now − window, now] already."""
    return sum(now - window < moment <= now for moment in sent_at) >= cap


@dataclass(frozen=True, slots=True)
class Spread:
    """What becomes of a row of events: those told at once, and those that join the next digest."""

    instant: list[datetime]
    digest: list[datetime]


def spread(events: Sequence[datetime], *, cap: int, window: timedelta) -> Spread:
    """Apply the cap to events in the order of time; nothing is dropped."""
    result = Spread([], [])
    for event in sorted(events):
        full = over_cap(result.instant, now=event, cap=cap, window=window)
        (result.digest if full else result.instant).append(event)
    return result


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known of one delivery when it comes up: how often its mail is wanted, and what it is exempt from."""

    pace: str  # "instant", "daily", "weekly": as wanted now.
    planned: str  # As it was put up; a digest that is due goes as a digest.
    digestible: bool  # False: neither capped nor gathered.
    through_quiet: bool
    tried: bool  # Handed to the mail server once: it keeps its mail, whatever was chosen since.


@dataclass(frozen=True, slots=True)
class Plan:
    """When, and in which pace; `at` equal to the moment asked means: now."""

    at: datetime
    pace: str


def plan(
    wishes: Wishes,
    *,
    now: datetime,
    due: datetime,
    zone: str,
    quiet: QuietHours | None,
    sent_at: Collection[datetime],
    cap: int,
    window: timedelta,
    catch_up: timedelta,
) -> Plan:
    """Decide about a delivery that is due: now, or when else."""
    quiet = None if wishes.through_quiet else quiet
    if wishes.tried or not wishes.digestible:
        return Plan(after_quiet(now, quiet), wishes.planned if wishes.tried else "instant")
    if wishes.planned != "instant":
        if now - due > catch_up:  # Missed for too long: it joins the next one.
            return _gathered(wishes.planned, now=now, zone=zone, quiet=quiet)
        return Plan(after_quiet(now, quiet), wishes.planned)
    if wishes.pace != "instant":
        return _gathered(wishes.pace, now=now, zone=zone, quiet=quiet)
    at = after_quiet(now, quiet)
    if at == now and over_cap(sent_at, now=now, cap=cap, window=window):
        return _gathered("daily", now=now, zone=zone, quiet=quiet)
    return Plan(at, "instant")


def retry_at(now: datetime, *, attempts: int, waits: Sequence[timedelta]) -> datetime:
    """After the n-th try that failed: the n-th wait, and the last one ever after."""
    return now + waits[min(attempts, len(waits)) - 1]


def _gathered(pace: str, *, now: datetime, zone: str, quiet: QuietHours | None) -> Plan:
    return Plan(next_digest(now, zone=zone, weekly=pace == "weekly", quiet=quiet), pace)


def _wall_times(after: datetime, wall: time, zone: str, *, both: bool = True) -> Iterator[datetime]:
    """Moments at which that wall clock shows this time, from the day before on; a repeated one twice when `both`."""
    local = ZoneInfo(zone)
    first = after.astimezone(local).date() - timedelta(days=1)
    for day in range(_LOOK_AHEAD_DAYS):
        shown = datetime.combine(first + timedelta(days=day), wall, tzinfo=local)
        moments = {shown.replace(fold=fold).astimezone(UTC) for fold in ((0, 1) if both else (0,))}
        yield from sorted(moments)
