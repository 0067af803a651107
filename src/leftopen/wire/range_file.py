"""Files of ranges, JSON and CSV, read whole: each thing that is wrong is one clear line.

A person gives these files; no target does.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from leftopen.errors import BadRanges
from leftopen.model.ranges import MOST_RANGES, Range
from leftopen.wire import address_range

Kind = TypeVar("Kind")
MOST_FIELD = 4096
"""Characters of one field."""

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def decoded(kind: type[Kind], data: bytes, name: str) -> Kind:
    """JSON as `kind`. Raises BadRanges: cut, damaged, or of another shape."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRanges(f"this is no whole {name}: {error}") from None


def bounds(text: str) -> tuple[int, int]:
    """A prefix's (first, last). Raises BadRanges."""
    try:
        return address_range.prefix(text)
    except ValueError as error:
        raise BadRanges(f"{text[:60]!r} is no range: {error}") from None


def day(text: str) -> str:
    """The ISO date at the head of a moment, '' where there is none."""
    found = _DATE.match(text)
    if found is None:
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""


def rows(least: int, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """(line, fields) of comma or tab separated text; empty lines and lines that begin with # are left out.
    Raises BadRanges for what is no UTF-8 text, a row of fewer than `least` fields, and too many rows."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRanges(f"this is no UTF-8 text (byte {error.start})") from None
    head = next((line for line in text[:65536].splitlines() if line and not line.startswith("#")), "")
    reader = csv.reader(_lines(text), delimiter="\t" if "\t" in head else ",")
    try:
        for count, row in enumerate(reader):
            if count >= MOST_RANGES:
                raise BadRanges(f"more than {MOST_RANGES:,} rows")
            if len(row) < least or len(row[0]) > MOST_FIELD:
                raise BadRanges(f"row {count + 1} has not the {least} fields of its format")
            yield count + 1, row
    except csv.Error as error:
        raise BadRanges(f"this is no CSV: {error}") from None


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def pair(row: list[str], number: int) -> tuple[int, int]:
    """(first, last) of a row that begins with two addresses. Raises BadRanges."""
    try:
        return address_range.pair(row[0], row[1])
    except ValueError as error:
        raise BadRanges(f"row {number}: {error}") from None


def named(name: str, ranges: Sequence[Range]) -> str:
    """The name with its family where a file has one alone: IPv4 and IPv6 of one table often are two files,
    and the second must not replace the first."""
    families = {address_range.is_v4(first) for first, _, _ in ranges}
    return name if len(families) != 1 else f"{name}_ipv{4 if True in families else 6}"


def looks_like(least: int, head: bytes, fits: Callable[[list[str]], bool]) -> bool:
    """Whether the first row is of that form."""
    line = head.partition(b"\n")[0] + b"\n"
    try:
        number, row = next(rows(least, line))
        pair(row, number)
    except (BadRanges, StopIteration):
        return False
    return fits(row)
