"""Reads over the window: nothing is lost in the steps, and a time without a log is never drawn as zero."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.impact.respond.charts import read_timeline, timeline_picture
from leftopen.impact.respond.charts.reading_charts import Chart, charts
from leftopen.impact.respond.reports.report_text import report_words
from leftopen.model.access_logs import HourCoverage, ReadersResult, ReadHour
from leftopen.present.timestamps import format_utc

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hour(at: int, why: str = "", log: str = "web1") -> HourCoverage:
    return HourCoverage(log=log, start=START + at * HOUR, lines=0 if why else 9, unread=0, why=why)


def read(at: int, reads: int = 0, possibly: int = 0, own: int = 0) -> ReadHour:
    return ReadHour(start=START + at * HOUR, reads=reads, possibly=possibly, own=own)


def reading(length: int, gaps: set[int], *reads: ReadHour, tied: bool = True, **more: Any) -> ReadersResult:
    """Of a window of so many hours, of which `gaps` have no log."""
    coverage = tuple(hour(at, "gap" if at in gaps else "") for at in range(length))
    fields: dict[str, Any] = {
        "start": START, "end": START + length * HOUR, "hours": coverage, "read_hours": reads, "tied": tied,
    }  # fmt: skip
    return ReadersResult(
        made=START, version="1", case="c", server="", files=(), counts=(), groups=(), clients=(),
        open_paths=(), answers=(), **(fields | more),
    )  # fmt: skip


def chart(found: ReadersResult, language: str = "en") -> Chart:
    steps = read_timeline.steps(found)
    reads = None if steps is None else {"tied": found.tied, "steps": [*map(read_timeline.step_json, steps)]}
    groups = [{"group": "unknown", "clients": 1, "readers": 1}]
    window = {"from": format_utc(found.start), "to": format_utc(found.end)}
    body = {"language": language, "reads": reads, "logs_window": window, "clients": groups,
            "people_served": []}  # fmt: skip
    return next(iter(charts(body, report_words(language))))


def hatched(drawn: str) -> int:
    return drawn.count('fill="url(#no-log)"')


def test_an_hour_without_a_log_is_not_known_and_one_with_a_log_and_no_read_is_zero() -> None:
    found = chart(reading(4, {1, 2}, read(2, possibly=3), read(3, reads=7, own=1)))
    assert found.rows == (
        ("2026-11-20 08:00", "2026-11-20 09:00", "0", "0", "0", "0 / 1"),
        ("2026-11-20 09:00", "2026-11-20 10:00", "not known", "not known", "not known", "1 / 1"),
        ("2026-11-20 10:00", "2026-11-20 11:00", "not known", "≥ 3", "not known", "1 / 1"),
        ("2026-11-20 11:00", "2026-11-20 12:00", "7", "0", "1", "0 / 1"),
    )
    assert hatched(found.drawn) == 2
    assert [text for _, text in found.legend][-1].startswith("not known: no log is known to be complete")
    assert len(re.findall(r'<rect class="(reads|possibly)"', found.drawn)) == 2
    assert "2026-11-20 09:00 – 2026-11-20 10:00: Reads not known" in found.drawn


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Reads over the window of the logs"), ("fr", "Lectures pendant la fenêtre des journaux")],
)
def test_the_title_names_the_window_of_the_reading(language: str, title: str) -> None:
    whole = f"{title}, 2026-11-20 08:00 – 2026-11-20 12:00 (UTC)"
    found = chart(reading(4, set(), read(0, reads=1)), language)
    assert (found.title, whole in found.drawn) == (whole, True)
    assert chart(reading(4, set(), read_hours=None), language).title == whole


def test_with_every_log_nothing_is_hatched() -> None:
    found = chart(reading(4, set(), read(0, reads=1)))
    assert (hatched(found.drawn), len(found.legend), found.note) == (0, 2, "")
    assert found.rows[-1][2:] == ("0", "0", "0", "0 / 3")


@pytest.mark.parametrize(
    ("more", "note"),
    [({"hours": ()}, ""), ({"tied": False}, "Nothing ties the logs to this server")],
)
def test_without_a_log_that_is_of_the_server_no_hour_is_known(more: dict[str, Any], note: str) -> None:
    found = chart(reading(4, set(), **more))
    assert [row[2:] for row in found.rows] == [("not known", "not known", "not known", "4 / 4")]
    assert hatched(found.drawn) == 4
    assert found.note.startswith(note)


def test_an_hour_that_one_of_two_logs_lacks_is_not_known() -> None:
    both = (*(hour(at) for at in range(2)), hour(0, log="web2"), hour(1, "silent", "web2"))
    steps = read_timeline.steps(reading(2, set(), hours=both))
    assert steps is not None
    assert [(one.hours, one.missing) for one in steps] == [(1, 0), (1, 1)]


def test_reads_beside_the_window_are_shown_as_such() -> None:
    found = chart(reading(2, set(), read(-1, possibly=1), read(2, possibly=2)))
    assert [row[3:] for row in found.rows] == [
        ("1", "0", "outside the window"), ("0", "0", "0 / 2"), ("2", "0", "outside the window"),
    ]  # fmt: skip
    assert found.drawn.count('class="edge"') == 2


def test_an_earlier_reading_says_that_it_kept_no_hours() -> None:
    found = chart(reading(2, set(), read_hours=None))
    assert (found.drawn, found.rows) == ("", ())
    assert "an earlier version read the logs" in found.note
    assert "une version antérieure" in chart(reading(2, set(), read_hours=None), "fr").note


COUNTS = st.integers(0, 10**7)


@given(data=st.data(), hours=st.integers(1, 9000))
def test_nothing_is_lost_in_the_steps(data: st.DataObject, hours: int) -> None:
    """Whatever the window: few steps, each hour in one of them, and the sums are those of the hours."""
    inside = st.integers(0, hours - 1)
    gaps = data.draw(st.sets(inside, max_size=40))
    at = data.draw(st.sets(st.integers(-1, hours), max_size=40))
    reads = [read(one, *data.draw(st.tuples(COUNTS, COUNTS, COUNTS))) for one in sorted(at)]
    found = reading(hours, gaps, *reads)
    steps = read_timeline.steps(found)
    assert steps is not None
    assert 0 < len(steps) <= read_timeline.MOST
    assert all(one.end == other.start for one, other in pairwise(steps))
    assert (sum(one.hours for one in steps), sum(one.missing for one in steps)) == (hours, len(gaps))
    for kind in ("reads", "possibly", "own"):
        assert sum(getattr(one, kind) for one in steps) == sum(getattr(one, kind) for one in reads)
    drawn = chart(found)
    assert hatched(drawn.drawn) == sum(bool(one.missing) for one in steps)
    for _, _, *counts, gap in drawn.rows:
        assert ("0" in counts) <= (gap.startswith("0 /") or gap == "outside the window")
    heights = [float(one) for one in re.findall(r'<rect class="\w+" [^>]*height="([\d.]+)"', drawn.drawn)]
    assert all(0 < one <= timeline_picture.PLOT + timeline_picture.LEAST for one in heights)


@given(st.integers(0, 10**12))
def test_the_scale_holds_every_count(count: int) -> None:
    assert timeline_picture.round_up(count) >= max(2, count)
