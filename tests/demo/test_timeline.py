from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from leftopen.demo.timeline import LETTERS, MOMENTS, NOT_DONE, NOT_HERE, PRESS, rows

START = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
WHOLE = {key: START + timedelta(seconds=1.5 * n) for n, key in enumerate(MOMENTS)}


def test_every_step_names_the_source_of_its_date() -> None:
    assert all(PRESS in row.source or LETTERS in row.source for row in rows(WHOLE, WHOLE))


def test_the_dates_of_2023_are_those_that_their_sources_give() -> None:
    by_step = {row.step: row for row in rows(WHOLE, WHOLE)}
    assert by_step["left open by mistake"].source == LETTERS
    assert by_step["the device is seen"].then.startswith("8 February")
    assert by_step["the device is seen"].source == PRESS
    assert "Sunday 19 February: 16 days" in by_step["the owner is notified"].then
    assert LETTERS in by_step["it is closed"].source
    assert "20,600" in by_step["the people affected are informed"].then
    assert (date(2023, 2, 19).weekday(), date(2023, 2, 20).weekday()) == (6, 0)


@pytest.mark.parametrize(("day", "days"), [(8, 5), (18, 15), (19, 16), (20, 17)])
def test_days_after_are_counted_from_the_third(day: int, days: int) -> None:
    (found,) = [row.then for row in rows(WHOLE, WHOLE) if re.search(rf"\b{day} February[:,]", row.then)]
    assert f"{days} days after" in found
    assert day - 3 == days


def test_this_runs_durations_are_measured_from_its_opening() -> None:
    slower = {key: START + timedelta(seconds=20 * n) for n, key in enumerate(MOMENTS)}
    table = rows(WHOLE, slower)
    here = [row.here for row in table]
    assert here[:3] == ["the start", "1.5 s after", "3 s after"]
    assert here[-2:] == ["listed 13 s after", "15 s after"]
    assert [row.by_itself for row in table][-2:] == [NOT_HERE, NOT_HERE]
    assert [row.by_itself for row in table][:3] == ["the start", "20 s after", "40 s after"]


def test_only_the_second_act_has_an_answer_of_the_owner() -> None:
    (row,) = [row for row in rows(WHOLE, WHOLE) if row.step == "the owner answers"]
    assert (row.here, row.by_itself) == (NOT_HERE, "9 s after")


def test_a_step_that_did_not_happen_is_not_given_a_time() -> None:
    run = {key: at for key, at in WHOLE.items() if key != "proof"}
    assert [row.step for row in rows(run, WHOLE) if row.here == NOT_DONE] == ["it is proved closed"]
    assert [row.step for row in rows(WHOLE, run) if row.by_itself == NOT_DONE] == ["it is proved closed"]


def test_a_run_without_a_beginning_or_with_a_strange_moment_is_refused() -> None:
    with pytest.raises(KeyError):
        rows({"seen": START}, WHOLE)
    with pytest.raises(ValueError, match="no moment of the story: lunch"):
        rows(WHOLE, {"opened": START, "lunch": START})
