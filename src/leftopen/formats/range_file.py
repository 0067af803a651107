"""Reads files of ranges, JSON and CSV, whole. A JSON document is valid or rejected as a whole, with one clear
error; a row of CSV is rejected by itself.

These files come from the user, never from a target.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

import msgspec

from leftopen.errors import BadRanges
from leftopen.formats import address_range
from leftopen.model.ranges import MOST_RANGES, BadRow, Range, Ranges

Kind = TypeVar("Kind")
ReadRow = Callable[[list[str]], Range | None]
"""The range of a row, None where it has no owner. Raises ValueError for an unreadable one."""
FIRST_ROWS = 50
"""Rows by which a format is recognised."""
MOST_FIELD = 4096
"""Characters of one field."""
QUOTED = 10
"""This many bad rows are quoted; all are counted."""
MOST_WHY, MOST_TEXT = 200, 80
"""Characters of the reason, and bytes of the row itself."""

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def decoded(kind: type[Kind], data: bytes, name: str) -> Kind:
    """JSON as `kind`. Raises BadRanges: cut, damaged, or of another shape."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRanges(f"not a complete {name}: {error}") from None


def bounds(text: str) -> tuple[int, int]:
    """(first, last) of a prefix. Raises BadRanges."""
    try:
        return address_range.prefix(text)
    except ValueError as error:
        raise BadRanges(f"{text[:60]!r} is not a valid range: {error}") from None


def day(text: str) -> str:
    """The ISO date at the beginning of a time, '' where there is none."""
    found = _DATE.match(text)
    if found is None:
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRows:
    """The ranges of a file's rows, the number of unreadable rows, and the first of those."""

    ranges: list[Range]
    bad: int
    quoted: tuple[BadRow, ...]


def rows(least: int, data: bytes, read: ReadRow) -> RangeRows:
    """The rows of comma or tab separated text, one a line; empty lines and lines that begin with # are left
    out. Raises BadRanges for too many rows, and where most of them are unreadable."""
    data = data.removeprefix(BOM_UTF8)
    found, bad, quoted, count = list[Range](), 0, list[BadRow](), 0
    delimiter = _delimiter(data)
    for number, line in _lines(data):
        count += 1
        if count > MOST_RANGES:
            raise BadRanges(f"more than {MOST_RANGES:,} rows")
        try:
            one = read(_fields(line, least, delimiter))
        except (ValueError, csv.Error) as error:
            bad += 1
            if bad <= QUOTED:
                quoted.append(BadRow(line=number, why=_why(error), text=_text(line)))
        else:
            if one is not None:
                found.append(one)
    if bad * 2 > count:
        first = quoted[0]
        raise BadRanges(f"{bad:,} of {count:,} rows are invalid; first: line {first.line}: {first.why}")
    return RangeRows(ranges=found, bad=bad, quoted=tuple(quoted))


def one_layer(title: str, rows: RangeRows, name: str = "") -> Ranges:
    """The rows as one layer. `name` is that of the format where it has two files, one for each family."""
    return Ranges(
        title=title,
        layers=(rows.ranges,),
        name=_named(name, rows.ranges) if name else "",
        bad=rows.bad,
        quoted=rows.quoted,
    )


def looks_like(least: int, head: bytes, read: ReadRow) -> bool:
    """Is the first row such a row, or are half of the first ones? A bad row, or the names of the columns, may
    stand first."""
    head = head.removeprefix(BOM_UTF8)
    whole = head[: head.rfind(b"\n") + 1] or head
    delimiter = _delimiter(head)
    good = [_is_row(line, least, delimiter, read) for _, line in islice(_lines(whole), FIRST_ROWS)]
    return bool(good) and (good[0] or sum(good) * 2 >= len(good))


def _is_row(line: bytes, least: int, delimiter: str, read: ReadRow) -> bool:
    try:
        read(_fields(line, least, delimiter))
    except (ValueError, csv.Error):
        return False
    return True


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    return (
        (number, line)
        for number, line in enumerate(data.splitlines(), 1)
        if line.strip() and not line.startswith(b"#")
    )


def _delimiter(data: bytes) -> str:
    head = next((line for _, line in _lines(data[:65536])), b"")
    return "\t" if b"\t" in head else ","


def _fields(line: bytes, least: int, delimiter: str) -> list[str]:
    """Raises ValueError, csv.Error."""
    row = next(csv.reader((line.decode(),), delimiter=delimiter), [])
    if len(row) < least or len(row[0]) > MOST_FIELD:
        raise ValueError(f"fewer than {least} fields")
    return row


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not valid UTF-8 (byte {error.start + 1})"
    return str(error)[:MOST_WHY]


def _text(line: bytes) -> str:
    return line[:MOST_TEXT].decode(errors="replace")


def _named(name: str, ranges: Sequence[Range]) -> str:
    """The name with its family where a file has only one: IPv4 and IPv6 of one table are often two files, and
    the second must not replace the first."""
    families = {address_range.is_v4(first) for first, _, _ in ranges}
    return name if len(families) != 1 else f"{name}_ipv{4 if True in families else 6}"
