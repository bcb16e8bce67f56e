"""Three failures in ten seconds open it; one probe after five seconds, give or take a fifth, closes it."""

import pytest

from marketplace.common.breaker import Breaker


class Shared:
    """What a cache is to breakers of several processes."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def get(self, key: str) -> object:
        return self.values.get(key)

    def set(self, key: str, value: object, timeout: float) -> None:
        self.values[key] = value


def breaker(**options) -> Breaker:
    return Breaker("engine", uniform=lambda low, high: 1.0, **options)


def failing(*moments: float, **options) -> Breaker:
    made = breaker(**options)
    for moment in moments:
        made.failed(moment)
    return made


def test_two_failures_leave_it_closed() -> None:
    assert failing(0.0, 1.0).allow(1.0)


def test_three_failures_within_ten_seconds_open_it() -> None:
    opened = failing(0.0, 5.0, 10.0)

    assert opened.is_open()
    assert not opened.allow(10.1)


def test_three_failures_over_more_than_ten_seconds_do_not() -> None:
    assert failing(0.0, 5.0, 10.1).allow(10.1)


def test_a_success_between_failures_starts_the_count_again() -> None:
    shaken = failing(0.0, 1.0)
    shaken.succeeded()
    shaken.failed(2.0)

    assert shaken.allow(2.0)


def test_after_five_seconds_one_caller_is_the_probe() -> None:
    opened = failing(0.0, 0.0, 0.0)

    assert [opened.allow(moment) for moment in (4.9, 5.0, 5.0, 9.9, 10.0)] == [False, True, False, False, True]


def test_a_probe_that_succeeds_closes_it() -> None:
    opened = failing(0.0, 0.0, 0.0)
    assert opened.allow(5.0)

    opened.succeeded()

    assert all(opened.allow(5.1) for _ in range(3))


def test_a_probe_that_fails_waits_again() -> None:
    opened = failing(0.0, 0.0, 0.0)
    assert opened.allow(5.0)

    opened.failed(6.0)

    assert [opened.allow(moment) for moment in (10.9, 11.0)] == [False, True]


@pytest.mark.parametrize(("end", "first"), [(0, 4.0), (1, 6.0)])
def test_the_wait_is_five_seconds_give_or_take_a_fifth(end: int, first: float) -> None:
    opened = Breaker("engine", uniform=lambda *ends: ends[end])
    for _ in range(3):
        opened.failed(0.0)

    assert not opened.allow(first - 0.01)
    assert opened.allow(first)


def test_where_another_process_told_of_it_the_first_failure_opens() -> None:
    shared = Shared()
    failing(0.0, 0.0, 0.0, hint=shared)
    other = breaker(hint=shared)

    assert other.allow(100.0)
    other.failed(100.0)

    assert not other.allow(100.1)
