"""Every window of one second, measured."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.net.rate_limiter import RateLimiter


def windows(moments: list[float]) -> int:
    """The most events in any half-open window of one second."""
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


@settings(deadline=None, max_examples=30)
@given(rate=st.integers(1, 2000), pauses=st.lists(st.floats(0, 3), max_size=5), step=st.floats(0.0001, 0.3))
def test_no_second_holds_more_than_five_per_cent_above_the_rate(
    rate: int, pauses: list[float], step: float
) -> None:
    pace, now, moments = RateLimiter(), 100.0, []
    for pause in [0.0, *pauses]:
        now += pause
        for _ in range(300):
            while (wait := pace.wait("k", rate, now)) > 0:
                now += max(wait, step)
            pace.take("k", rate, now)
            moments.append(now)
    assert windows(moments) <= max(rate, rate * 1.05)


def test_a_second_worker_does_not_double_the_rate() -> None:
    pace = RateLimiter()
    sent = 0
    for tick in range(1000):
        now = tick / 1000
        for _ in range(1000):
            if pace.wait("k", 100, now) == 0:
                pace.take("k", 100, now)
                sent += 1
    assert 95 <= sent <= 105


def test_keys_are_paced_apart() -> None:
    pace = RateLimiter()
    pace.take("a", 1, 0.0)
    assert pace.wait("a", 1, 0.0) > 0.9
    assert pace.wait("b", 1, 0.0) == 0


@pytest.mark.hostile("S5")
def test_a_clock_that_runs_backwards_gives_no_burst() -> None:
    pace = RateLimiter()
    pace.take("a", 1, 100.0)
    assert pace.wait("a", 1, 50.0) > 1


def test_quiet_addresses_are_forgotten() -> None:
    pace = RateLimiter()
    for number in range(100_000):
        pace.take(number, 10, number / 100)
    assert len(pace) < 5000
