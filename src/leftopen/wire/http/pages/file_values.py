"""Finds the files that a page offers as values of its controls: check boxes and choices whose value is a path
and whose name a visitor reads beside it. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKUP, MOST = 128 * 1024, 1000
LEAST = 4
_VALUE = re.compile(r"<(?:input|option)\b[^<>]{0,300}?\bvalue=[\"']([^\"'<>]{1,300})[\"']", re.IGNORECASE)
_FILE = re.compile(
    r"(?:[\w.@+ -]{1,100}/){0,20}(?:[\w@+ -][\w.@+ -]{0,100}\.[A-Za-z0-9]{1,8}|\.[a-z][\w.-]{1,40})"
)


def file_values(markup: str, shown: str) -> list[str]:
    """The paths, in the order of the page; none unless they are at least four and most of all such values.
    `shown` is the text that a visitor reads."""
    values = list(dict.fromkeys(_values(markup)))
    words = frozenset(shown.split())
    files = [one for one in values if _FILE.fullmatch(one) and one.rpartition("/")[2].split()[-1] in words]
    folders = any("/" in one or one.startswith(".") for one in files)
    return files if folders and len(files) >= LEAST and len(files) * 2 >= len(values) else []


def _values(markup: str) -> Iterator[str]:
    for number, found in enumerate(_VALUE.finditer(markup[:MARKUP])):
        if number >= MOST:
            return
        yield found[1].strip()
