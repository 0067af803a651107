from __future__ import annotations

from datetime import timedelta

from leftopen.service.outbox.backoff import ATTEMPTS, LONGEST, pause


def test_the_pauses_grow_and_have_jitter() -> None:
    assert pause(1, lambda: 0.5) == timedelta(minutes=1)
    assert pause(4, lambda: 0.5) == timedelta(minutes=8)
    assert pause(4, lambda: 0.0) == timedelta(minutes=4)
    assert pause(4, lambda: 1.0) == timedelta(minutes=12)


def test_all_tries_take_about_three_days() -> None:
    whole = sum((pause(number, lambda: 0.5) for number in range(1, ATTEMPTS)), timedelta())
    assert timedelta(days=2) < whole < timedelta(days=4)


def test_what_the_other_side_asks_for_counts_up_to_the_longest() -> None:
    assert pause(1, lambda: 0.5, 600) == timedelta(minutes=10)
    assert pause(1, lambda: 0.5, 10) == timedelta(minutes=1)
    assert pause(1, lambda: 0.5, 1e9) == LONGEST
    assert pause(1, lambda: 0.5, -5) == timedelta(minutes=1)
