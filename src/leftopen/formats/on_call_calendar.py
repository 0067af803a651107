"""Reads who is on call from an iCalendar file (RFC 5545): each event is a shift.

A shift names its people by mail addresses: its attendees, else the addresses in its summary, else those in
its description. A rule may ask for more work than there is time in the world; so this runs in the sandbox
only, which ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

import msgspec

from leftopen.formats.time_zone import time_zone
from leftopen.model.mail_address import is_mail_address
from leftopen.model.on_call import Shift

MOST = 5_000
"""Shifts in one window."""
MOST_PEOPLE = 20
"""In one shift."""
_WORD = re.compile(r"[^\s<>()\[\],;:\"']{3,254}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """`zone`: of days, and of times that name no zone."""

    calendar: bytes
    begins: datetime
    ends: datetime
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadShifts:
    """`failed` says why the calendar can't be read, '' when it can."""

    shifts: tuple[Shift, ...] = ()
    failed: str = ""


def read(request: bytes) -> ReadShifts:
    """The shifts of a `ReadRequest` (as MessagePack) that are not over before it begins, oldest first. Never
    raises."""
    try:
        found = _shifts(msgspec.msgpack.decode(request, type=ReadRequest))
    except MemoryError:
        return ReadShifts(failed="it needs too much memory")
    except Exception as error:  # noqa: BLE001 - what the libraries raise on a hostile calendar is not listed
        # Not the message, which quotes the calendar.
        return ReadShifts(failed=f"it is not a valid iCalendar file ({type(error).__name__})")
    if len(found) > MOST:
        return ReadShifts(failed=f"it has more than {MOST:,} shifts in the next weeks")
    return ReadShifts(shifts=tuple(sorted(found, key=lambda one: (one.start, one.end, one.who))))


def _shifts(wanted: ReadRequest) -> list[Shift]:
    # Imported here, because only the child of the sandbox needs them.
    from icalendar import Calendar
    from recurring_ical_events import of

    local = time_zone(wanted.zone)
    calendar = Calendar.from_ical(wanted.calendar)
    if calendar.name != "VCALENDAR":
        raise ValueError("no calendar")
    found: list[Shift] = []
    for event in of(calendar, components=["VEVENT"]).between(wanted.begins, wanted.ends):
        start, end = _moment(event["DTSTART"].dt, local), _moment(event["DTEND"].dt, local)
        if str(event.get("STATUS", "")).upper() != "CANCELLED" and wanted.begins < end and start < end:
            found.append(Shift(start=start, end=end, who=_who(event)))
        if len(found) > MOST:
            break
    return found


def _moment(value: date, local: tzinfo) -> datetime:
    """A day begins at midnight, where the organisation is."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), local)
    elif value.tzinfo is None:
        value = value.replace(tzinfo=local)
    return value.astimezone(UTC)


def _who(event: Any) -> tuple[str, ...]:
    attendees = event.get("ATTENDEE", [])
    listed = attendees if isinstance(attendees, list) else [attendees]
    coming = [str(one) for one in listed if str(one.params.get("PARTSTAT", "")).upper() != "DECLINED"]
    for texts in (coming, [str(event.get("SUMMARY", ""))], [str(event.get("DESCRIPTION", ""))]):
        if found := _addresses(texts):
            return found
    return ()


def _addresses(texts: Iterable[str]) -> tuple[str, ...]:
    words = (word.strip(".!?") for text in texts for word in _WORD.findall(text[:10_000]))
    found = dict.fromkeys(word.lower() for word in words if "@" in word and is_mail_address(word))
    return tuple(found)[:MOST_PEOPLE]
