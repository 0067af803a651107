from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leftopen.demo.comparison import lines
from leftopen.demo.timeline import MOMENTS, rows

START = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
BY_HAND = {key: START + timedelta(seconds=1.5 * n) for n, key in enumerate(MOMENTS)}
BY_ITSELF = {key: START + timedelta(seconds=20 * n) for n, key in enumerate(MOMENTS)}


def test_both_acts_and_2023_stand_side_by_side_with_their_sources() -> None:
    shown = lines(rows(BY_HAND, BY_ITSELF))
    (answer,) = [line for line in shown if line.startswith("the owner is notified")]
    assert " ".join(answer.split()[4:]) == "7.5 s 100 s Sunday 19 February: 16 days after [1]"
    (closed,) = [line for line in shown if line.startswith("it is closed")]
    assert closed.endswith("17 days after [1][2]")
    assert shown[-1] == "[1] press of February 2023  [2] the owner's letters, from February 2024"
    assert max(map(len, shown)) <= 110


def test_a_step_that_was_not_staged_has_no_time() -> None:
    (answers,) = [line for line in lines(rows(BY_HAND, BY_ITSELF)) if line.startswith("the owner answers")]
    assert answers.split()[3] == "-"
