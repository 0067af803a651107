"""Reads JSON that was cut at a limit: whole items of an array, and the rest of the last one. Never raises."""

from __future__ import annotations

import json
import re

from leftopen.formats.banner import text
from leftopen.model.facts import Json

MOST = 1000
LISTS, LISTS_IN = 40, 65536
_LIST = re.compile(r"\"([A-Za-z_][\w.-]{0,60})\"\s{0,20}:\s{0,20}\[\s{0,20}\{")
_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


def whole(body: bytes) -> Json:
    """The value, or None for incomplete JSON (and for JSON's null, which no caller needs)."""
    try:
        value: Json = json.loads(text(body)[0])
    except (ValueError, RecursionError):
        return None
    return value


def items(body: bytes, key: str = "") -> tuple[dict[str, Json], ...]:
    """The objects of the array at `"key":` (or of the body's own array), at most 1000; the last one, where it
    was cut, with its complete members."""
    page = text(body)[0]
    at = _array(page, key)
    found: list[dict[str, Json]] = []
    while 0 <= at < len(page) and len(found) < MOST:
        at = _skip(page, at, _SPACE + ",")
        value, end = _value(page, at)
        if end < 0:
            rest = _members(page, at)
            return (*found, rest) if rest else tuple(found)
        if isinstance(value, dict):
            found.append(value)
        at = end
    return tuple(found)


def cut_object(body: bytes) -> dict[str, Json]:
    """What came whole of an object that was cut inside a list of objects: its members, and the items of that
    list; {} for any other body."""
    page = text(body)[0]
    found = _members(page, _skip(page, 0, _SPACE))
    for key in dict.fromkeys(_LIST.findall(page[:LISTS_IN])[:LISTS]):
        if key not in found:
            return {**found, key: list(items(body, key))}
    return {}


def _array(page: str, key: str) -> int:
    """Where the array's first item would begin, or -1."""
    at = 0
    if key:
        at = page.find(f'"{key}"')
        if at < 0:
            return -1
        at = _skip(page, at + len(key) + 2, _SPACE + ":")
    at = _skip(page, at, _SPACE)
    return at + 1 if page[at : at + 1] == "[" else -1


def _members(page: str, at: int) -> dict[str, Json]:
    """The complete members of an object that was cut."""
    found: dict[str, Json] = {}
    if page[at : at + 1] != "{":
        return found
    at += 1
    while at < len(page) and len(found) < MOST:
        name, end = _value(page, _skip(page, at, _SPACE + ","))
        if end < 0 or not isinstance(name, str):
            break
        value, at = _value(page, _skip(page, end, _SPACE + ":"))
        if at < 0:
            break
        found[name] = value
    return found


def _value(page: str, at: int) -> tuple[Json, int]:
    try:
        value, end = _DECODER.raw_decode(page, at)
    except (ValueError, RecursionError, IndexError):
        return None, -1
    # A number at the very end may have been longer.
    return (value, end) if end < len(page) or not isinstance(value, int | float) else (None, -1)


def _skip(page: str, at: int, letters: str) -> int:
    while at < len(page) and page[at] in letters:
        at += 1
    return at
