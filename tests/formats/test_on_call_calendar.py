"""Who is on call by an iCalendar file: rules, exceptions, swaps, zones; and any bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.on_call_calendar import MOST_PEOPLE, ReadRequest, ReadShifts, read
from leftopen.model.on_call import Shift
from tests.formats.calendars import calendar, shift
from tests.tier import examples

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def found(raw: bytes, *, ahead: timedelta = 2 * WEEK, zone: str = "") -> ReadShifts:
    return read(msgspec.msgpack.encode(ReadRequest(calendar=raw, begins=NOW, ends=NOW + ahead, zone=zone)))


def shifts(*events: str, zone: str = "") -> tuple[Shift, ...]:
    read = found(calendar(*events), zone=zone)
    assert read.failed == ""
    return read.shifts


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_weekly_rota_with_a_day_off_and_a_swap() -> None:
    rota = shift("jane@example.org", "20261102T080000Z", "20261109T080000Z", "RRULE:FREQ=WEEKLY;INTERVAL=2")
    other = shift(
        "omar@example.org", "20261109T080000Z", "20261116T080000Z", "RRULE:FREQ=WEEKLY;INTERVAL=2",
        "EXDATE:20261207T080000Z",
    )  # fmt: skip
    swap = (
        "UID:jane@example.org-20261102T080000Z\nRECURRENCE-ID:20261130T080000Z\nSUMMARY:mia@example.org\n"
        "DTSTART:20261130T080000Z\nDTEND:20261207T080000Z"
    )
    assert [(one.who, one.start) for one in shifts(rota, other, swap)] == [
        (("omar@example.org",), at("2026-11-23T08:00")),
        (("mia@example.org",), at("2026-11-30T08:00")),
    ]


def test_attendees_come_before_the_text_and_who_declined_is_not_there() -> None:
    people = (
        "ATTENDEE;CN=Jane;PARTSTAT=ACCEPTED:mailto:Jane@example.org\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:omar@example.org"
    )
    [one] = shifts(shift("mia@example.org", "20261128T000000Z", "20261129T000000Z", people))
    assert one.who == ("jane@example.org",)


def test_a_name_alone_names_nobody() -> None:
    [one] = shifts(shift("Jane Roe", "20261128T000000Z", "20261129T000000Z", "DESCRIPTION:call her"))
    assert one.who == ()
    [one] = shifts(shift("Jane Roe", "20261128T000000Z", "20261129T000000Z", "DESCRIPTION:<j@example.org>."))
    assert one.who == ("j@example.org",)


def test_days_and_times_without_a_zone_are_the_organisations() -> None:
    days = "UID:1\nSUMMARY:a@example.org\nDTSTART;VALUE=DATE:20261130\nDTEND;VALUE=DATE:20261201"
    floating = shift("b@example.org", "20261201T080000", "20261201T180000")
    found = shifts(days, floating, zone="Europe/Paris")
    assert [one.start for one in found] == [at("2026-11-29T23:00"), at("2026-12-01T07:00")]


def test_what_is_over_or_cancelled_or_beyond_is_left_out() -> None:
    assert not shifts(
        shift("a@example.org", "20261101T000000Z", "20261128T120000Z"),
        shift("a@example.org", "20261128T000000Z", "20261129T000000Z", "STATUS:CANCELLED"),
        shift("a@example.org", "20270101T000000Z", "20270102T000000Z"),
    )


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", b"BEGIN:VCALENDAR", b"<html>sign in</html>", calendar("DTSTART:never"), b"\xff" * 99],
)
def test_what_is_no_calendar_says_so_without_quoting_it(raw: bytes) -> None:
    assert found(raw).failed.startswith("it is not a valid iCalendar file (")


def test_a_shift_of_a_crowd_names_some_of_it() -> None:
    crowd = "\n".join(f"ATTENDEE:mailto:p{number}@example.org" for number in range(500))
    [one] = shifts(shift("a@example.org", "20261128T000000Z", "20261129T000000Z", crowd))
    assert len(one.who) == MOST_PEOPLE


@settings(max_examples=examples(60), deadline=None)
@given(st.binary(max_size=400), st.text(max_size=80))
def test_any_bytes_are_read_or_refused(raw: bytes, text: str) -> None:
    day = "DTSTART:20261128T000000Z\nDURATION:P1D"
    for tried in (raw, calendar(text), calendar(f"UID:1\nSUMMARY:{text}\n{day}")):
        read = found(tried)
        assert read.failed or all(one.start < one.end for one in read.shifts)
