from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leftopen.errors import BadSetting
from leftopen.service.outbox.quiet_hours import parse


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-07:00", "2026-11-28T21:59", None),
        ("22:00-07:00", "2026-11-28T22:00", "2026-11-29T07:00"),
        ("22:00-07:00", "2026-11-29T06:59", "2026-11-29T07:00"),
        ("22:00-07:00", "2026-11-29T07:00", None),
        ("12:00-13:30", "2026-11-29T12:15", "2026-11-29T13:30"),
        ("12:00-13:30", "2026-11-29T11:59", None),
        ("22:00-07:00 Europe/Berlin", "2026-11-28T21:30", "2026-11-29T06:00"),
        # The night in which summer time ends is an hour longer.
        ("22:00-07:00 Europe/Berlin", "2026-10-24T20:00", "2026-10-25T06:00"),
        # Half past two comes twice then. What is held in the second hour waits for its end, not for one that
        # is over.
        ("22:00-02:30 Europe/Berlin", "2026-10-25T00:15", "2026-10-25T00:30"),
        ("22:00-02:30 Europe/Berlin", "2026-10-25T01:15", "2026-10-25T01:30"),
        ("22:00-02:30 Europe/Berlin", "2026-10-25T01:30", None),
        # In spring it doesn't come at all.
        ("22:00-02:30 Europe/Berlin", "2026-03-29T00:45", "2026-03-29T01:30"),
    ],
)
def test_when_quiet_hours_end(hours: str, now: str, until: str | None) -> None:
    quiet = parse(hours)
    assert quiet is not None
    assert quiet.until(at(now)) == (None if until is None else at(until))


def test_without_the_setting_there_are_none() -> None:
    assert parse("") is None


@pytest.mark.parametrize(
    "text",
    [
        "22-7",
        "24:00-07:00",
        "22:00-22:00",
        "22:00-07:00 Nowhere/Else",
        "22:00-07:00 ../x",
        "22:00-07:00 Europe",
    ],
)
def test_a_wrong_setting_is_one_clear_line(text: str) -> None:
    with pytest.raises(BadSetting, match="quiet_hours"):
        parse(text)
