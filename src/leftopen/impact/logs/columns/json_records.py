"""Records of a file of JSON: an array, objects one after the other, or objects that hold a list `records`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from leftopen.impact.logs.exports import Export

LARGEST = 512 * 1024 * 1024
"""Bytes of a file that is taken whole. Of a larger one nothing is known."""
HEAD = 256
BLANK = b"\xef\xbb\xbf \r\n\t"
LISTS = ("records", "Records", "value", "Events")
PAGE = re.compile(rb'\{"(?:records|Records|value|Events|[Nn]ext(?:Link|Token|Cursor)|cursor|@?odata[^"]*)"')
"""What a list of records in an object begins with."""
Record = dict[str, Any]


def records(blocks: Iterable[bytes], export: Export) -> Iterator[Record | None]:
    """None for what is no record. What stands beside a list of them goes into `export`."""
    content = whole(blocks)
    if content is None:
        yield None
        return
    for one in values(content):
        yield from (item if isinstance(item, dict) else None for item in records_of_page(one, export))


def records_of_page(one: object, export: Export) -> list[Any]:
    """The records of a page, or the one record that it is itself; None for what is none."""
    if not isinstance(one, dict):
        return [None]
    name = next((name for name in LISTS if isinstance(one.get(name), list)), "")
    if not name:
        return [None if LISTS[0] in one or LISTS[1] in one else one]
    export.page(one)
    return as_list(one[name])


def whole(blocks: Iterable[bytes]) -> str | None:
    """The text of a file, None for one that is too large."""
    found = bytearray()
    for block in blocks:
        found += block
        if len(found) > LARGEST:
            return None
    return found.decode("utf-8-sig", "replace").strip()


def values(content: str) -> Iterator[Any]:
    """The items of an array, or values one after the other, on a line each or not; None for what is none."""
    if content.startswith("["):
        try:
            yield from json.loads(content)
        except (ValueError, RecursionError):
            yield None
        return
    decoder, at = json.JSONDecoder(), 0
    while at < len(content):
        try:
            found, at = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            yield None
            following = content.find("\n", at)
            at = following if following >= 0 else len(content)
        else:
            yield found
        while at < len(content) and content[at] in " \t\r\n,":
            at += 1


def lines(blocks: Iterable[bytes], export: Export) -> Iterator[bytes]:
    """One record a line. A file that has one a line already is handed on as it is, whatever its size."""
    rest = iter(blocks)
    first = b""
    while len(first.lstrip(BLANK)) < HEAD and (block := next(rest, b"")):
        first += block
    if has_lines(first):
        yield first
        yield from rest
        return
    for record in records(chain((first,), rest), export):
        yield (b"not a record" if record is None else json.dumps(record).encode()) + b"\n"


def has_lines(start: bytes) -> bool:
    """Has a file that begins so an object a line, and no list of records?"""
    start = start.lstrip(BLANK)
    return start.startswith(b'{"') and not PAGE.match(start)


def text(value: object) -> str:
    """'' for what is no string."""
    return value if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """[] for what is no list."""
    return value if isinstance(value, list) else []


def table(value: object) -> Record:
    """{} for what is no object."""
    return value if isinstance(value, dict) else {}
