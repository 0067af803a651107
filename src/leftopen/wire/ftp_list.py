"""Parses the lists of LIST (in UNIX and DOS form) and MLSD (RFC 3659). Bounded, never raises.

LIST omits the year of recent dates; it is read as the last such day that is not after the day of the check.
Links and devices are left out: their targets are listed in their own folders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from leftopen.formats.mail_date import form

MOST = 5000
LONGEST_LINE = 2000
LONGEST_NAME = 1000

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_UNIX = re.compile(
    rf" (\d{{1,15}}) {{1,9}}(?:({_MONTHS}) {{1,3}}(\d{{1,2}}) {{1,3}}(\d{{4}}|\d{{1,2}}:\d\d)"
    r"|(\d{4}-\d\d-\d\d \d\d:\d\d)) (.{1,1000})$",
    re.IGNORECASE,
)
_NOTHING = re.compile(rb"(?:total \d{1,9}|.{0,400}type=[cp]dir;.{0,1000}|d.{0,200} \.{1,2}|)$", re.IGNORECASE)
_MODE = re.compile(r"[-dlbcps][-rwxsStTlL]{9}")
_DOS = re.compile(
    r"(\d\d-\d\d-(?:\d\d|\d{4})) {1,4}(\d\d:\d\d)([AP]M)? {1,30}(<DIR>|\d{1,15}) {1,20}(.{1,1000})$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FtpEntry:
    """`name` one step, latin-1 of the bytes; `size` in bytes of a file; `modified` UTC."""

    name: str
    folder: bool = False
    size: int | None = None
    modified: datetime | None = None


def entries(raw: bytes, *, machine: bool, day: date | None, cut: bool = False) -> tuple[FtpEntry, ...]:
    """`machine`: the list is MLSD's. `cut`: the last line is incomplete and left out. At most 5000."""
    lines = raw.split(b"\n", MOST)[:MOST]
    if cut:
        lines.pop()
    found: dict[str, FtpEntry] = {}
    for line in lines:
        text = line[: LONGEST_LINE + 1].decode("latin-1").rstrip("\r")
        entry = _one(text, machine=machine, day=day) if len(text) <= LONGEST_LINE else None
        if entry is not None and _is_step(entry.name):
            found.setdefault(entry.name, entry)
    return tuple(found.values())


def holds_nothing(raw: bytes) -> bool:
    """Is it the list of an empty folder: no lines but its own name, its parent's and `total 0`?"""
    return all(_NOTHING.match(line.rstrip(b"\r")) for line in raw[:65536].split(b"\n"))


def _one(line: str, *, machine: bool, day: date | None) -> FtpEntry | None:
    if machine:
        return _facts(line)
    return _unix(line, day) if _MODE.match(line) else _dos(line)


def _facts(line: str) -> FtpEntry | None:
    answer, space, name = line.partition(" ")
    facts = dict(fact.lower().partition("=")[::2] for fact in answer.split(";")[:40])
    if not space or facts.get("type") not in ("file", "dir"):
        return None
    size = facts.get("size", "")
    return FtpEntry(
        name=name,
        folder=facts["type"] == "dir",
        size=int(size) if facts["type"] == "file" and _is_number(size) else None,
        modified=form(facts.get("modify", "")[:14], "%Y%m%d%H%M%S"),
    )


def _unix(line: str, day: date | None) -> FtpEntry | None:
    fits = _UNIX.search(line)
    if fits is None or line[0] not in "-d":
        return None
    is_folder = line[0] == "d"
    when = form(fits[5], "%Y-%m-%d %H:%M") if fits[5] else _dated(fits[2], fits[3], fits[4], day)
    return FtpEntry(name=fits[6], folder=is_folder, size=None if is_folder else int(fits[1]), modified=when)


def _dated(month: str, number: str, year_or_time: str, day: date | None) -> datetime | None:
    if ":" not in year_or_time:
        return form(f"{year_or_time} {month} {number}", "%Y %b %d")
    if day is None:
        return None
    # A clock or zone that is a day ahead must not make a file a year old.
    latest = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)
    whole = (form(f"{year} {month} {number} {year_or_time}", "%Y %b %d %H:%M") for year in _years(day))
    return next((when for when in whole if when is not None and when < latest), None)


def _years(day: date) -> tuple[int, int, int]:
    return day.year + 1, day.year, day.year - 1


def _dos(line: str) -> FtpEntry | None:
    fits = _DOS.match(line)
    if fits is None:
        return None
    year = "%Y" if len(fits[1]) == 10 else "%y"
    clock = "%I:%M%p" if fits[3] else "%H:%M"
    when = form(f"{fits[1]} {fits[2]}{fits[3] or ''}", f"%m-%d-{year} {clock}")
    is_folder = fits[4] == "<DIR>"
    return FtpEntry(name=fits[5], folder=is_folder, size=None if is_folder else int(fits[4]), modified=when)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _is_step(name: str) -> bool:
    """One step down that fits into a command line."""
    return 0 < len(name) <= LONGEST_NAME and name not in (".", "..") and not set(name) & set("/\\\0\r\n")
