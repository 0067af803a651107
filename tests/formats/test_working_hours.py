"""When somebody is at work, also where clocks change and spans go past midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.working_hours import WorkingHours, parse


def hours(text: str) -> WorkingHours:
    found = parse(text)
    assert found is not None
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# 2026-11-27 is a Friday.
@pytest.mark.parametrize(
    ("text", "now", "opens"),
    [
        ("Mon-Fri 08:00-18:00 Europe/Paris", "2026-11-27T07:00", None),
        ("Mon-Fri 08:00-18:00 Europe/Paris", "2026-11-27T06:59", "2026-11-27T07:00"),
        ("Mon-Fri 08:00-18:00 Europe/Paris", "2026-11-27T17:00", "2026-11-30T07:00"),
        ("Mon-Fri 08:00-18:00", "2026-11-28T12:00", "2026-11-30T08:00"),
        ("Mon-Thu 08:00-18:00, Fri 08:00-15:00", "2026-11-27T16:00", "2026-11-30T08:00"),
        ("Mon-Sun 22:00-06:00", "2026-11-28T03:00", None),
        ("Mon-Sun 22:00-06:00", "2026-11-28T06:00", "2026-11-28T22:00"),
        ("fri-mon 00:00-24:00", "2026-11-30T23:59", None),
        ("Fri-Mon 00:00-24:00", "2026-12-01T00:00", "2026-12-04T00:00"),
        ("Sat 09:00-12:00 Etc/GMT+1", "2026-11-28T10:30", None),
        # The clocks of Paris change on 2026-10-25 at 01:00 UTC, and on 2027-03-28.
        ("Sun 08:00-18:00 Europe/Paris", "2026-10-25T06:30", "2026-10-25T07:00"),
        ("Sun 02:30-03:30 Europe/Paris", "2027-03-28T00:30", "2027-03-28T01:30"),
    ],
)
def test_when_they_begin_next(text: str, now: str, opens: str | None) -> None:
    assert hours(text).opens(at(now)) == (at(opens) if opens else None)


@pytest.mark.parametrize(
    "text",
    [
        "08:00-18:00", "Mon 8-18", "Mon-Fri 08:00-25:00", "Mon-Fri 08:00-18:00 Mars/Olympus",
        "Lun 08:00-18:00",
        "Mon-Fri 08:00-18:00,", "Mon-Fri 08:00-18:00 ../../etc/passwd", "x" * 10_000, "Mon 08:00-18:00\nTue",
    ],
)  # fmt: skip
def test_what_is_not_hours_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"not valid|time zone") as raised:
        parse(text)
    assert len(str(raised.value)) < 200


def test_nothing_is_no_hours() -> None:
    assert parse("") is parse("  ") is None


@given(st.integers(0, 3_600_000_000), st.sampled_from(["", " America/New_York"]))
def test_the_next_opening_is_open_and_within_a_week(seconds: int, zone: str) -> None:
    own, now = hours(f"Tue 21:00-02:00, Sat 06:30-06:31{zone}"), datetime.fromtimestamp(seconds, UTC)
    opens = own.opens(now)
    if opens is not None:
        assert now < opens <= now + timedelta(days=8)
        assert own.opens(opens) is None


@given(st.text(max_size=60))
def test_any_text_is_hours_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except ValueError:
        return
    assert found is None or found.spans


@pytest.mark.parametrize(
    ("text", "when", "closes"),
    [
        ("Mon-Fri 08:00-18:00", "2024-01-01T09:00", "2024-01-01T18:00"),
        ("Mon-Fri 08:00-18:00", "2024-01-01T18:00", None),
        ("Sat-Sun 00:00-24:00", "2024-01-06T10:00", "2024-01-08T00:00"),
        ("Mon-Sun 22:00-06:00", "2024-01-02T05:59", "2024-01-02T06:00"),
        ("Mon 08:00-12:00, Mon 11:00-14:00", "2024-01-01T08:00", "2024-01-01T14:00"),
        ("Mon-Fri 08:00-18:00 Europe/Berlin", "2024-07-01T06:00", "2024-07-01T16:00"),
        # In the night in which clocks go back an hour comes twice.
        ("Sat 22:00-06:00 Europe/Berlin", "2024-10-26T20:00", "2024-10-27T05:00"),
    ],
)
def test_when_they_close(text: str, when: str, closes: str | None) -> None:
    assert hours(text).closes(at(when)) == (at(closes) if closes else None)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Mon-Sun 00:00-24:00", True),
        ("Mon-Sun 08:00-08:00", True),
        ("Mon-Sun 00:00-23:59", False),
        ("Mon 00:00-24:00", False),
    ],
)
def test_hours_that_never_end_are_known(text: str, never: bool) -> None:
    assert hours(text).never_ends() == never
