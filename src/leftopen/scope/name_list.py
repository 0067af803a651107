"""Reads a list of names: `address name …` a line as in a hosts file, or a zone file (RFC 1035).

Of a zone file the A and AAAA records count. `#` and `;` begin a comment. The lines are read one after the
other, and what is kept is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from leftopen.errors import BadAddress
from leftopen.model.address import Address
from leftopen.scope import canonical
from leftopen.scope.site_names import site_name

MOST_NAMES = 200_000
LONGEST_LINE = 4096
MOST_LINES = 2_000_000
_CLASS_OR_TTL = re.compile(r"(?:in|ch|hs|\d+[smhdw]?)", re.IGNORECASE)
_ADDRESS_TYPES = frozenset({"A", "AAAA"})


def read_names(file: BinaryIO, source: str) -> Iterator[tuple[Address, str]]:
    """The distinct (address, name) pairs in their order, the names in lower-case IDNA. Of a zone, what is no
    host name is skipped, such as a wildcard. Raises BadAddress that names the source and the line."""
    seen: set[tuple[Address, str]] = set()
    zone = _Zone()
    for number in count(1):
        line = file.readline(LONGEST_LINE + 1)
        if not line:
            return
        try:
            found = _pairs(line, number, zone)
        except (BadAddress, ValueError) as error:
            raise BadAddress(f"{source}, line {number:,}: {error}") from None
        for pair in found:
            if pair not in seen:
                if len(seen) == MOST_NAMES:
                    raise BadAddress(f"{source}, line {number:,}: more than {MOST_NAMES:,} names")
                seen.add(pair)
                yield pair


def _pairs(line: bytes, number: int, zone: _Zone) -> list[tuple[Address, str]]:
    """Raises ValueError."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE:,} bytes")
    if number > MOST_LINES:
        raise ValueError(f"more than {MOST_LINES:,} lines")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise ValueError("not valid UTF-8") from None
    if zone.began or zone.begins(text):
        return zone.pairs(text)
    words = re.split(r"[#;]", text, maxsplit=1)[0].split()
    if not words:
        return []
    if len(words) == 1:
        raise ValueError(f"{words[0][:80]!r}: write ADDRESS NAME, or give a zone file")
    try:
        address = Address.whole(words[0])
    except ValueError:
        example = "example: 192.0.2.7 www.example.org"
        raise ValueError(f"{words[0][:80]!r} is not a valid IP address ({example})") from None
    return [(address, _host_name(word)) for word in words[1:]]


def _host_name(word: str) -> str:
    """Raises ValueError, and BadAddress."""
    if canonical.looks_numeric(word):
        raise ValueError(f"{word[:80]!r} is not a host name; write one address and its names on a line")
    return canonical.host_name(word)


class _Zone:
    """A zone file as far as it was read. Records that continue over several lines in parentheses, such as
    SOA, have no address and are skipped."""

    def __init__(self) -> None:
        self.began = False
        self._origin = self._owner = ""
        self._depth = 0

    def begins(self, text: str) -> bool:
        """A directive, or a record of the internet class."""
        words = text.split(";", 1)[0].split()
        self.began = text[:1] == "$" or (len(words) > 3 and "IN" in map(str.upper, words[1:3]))
        return self.began

    def pairs(self, text: str) -> list[tuple[Address, str]]:
        plain = text.split(";", 1)[0]
        inside, self._depth = self._depth, self._depth + plain.count("(") - plain.count(")")
        words = plain.replace("(", " ").replace(")", " ").split()
        if inside > 0 or not words:
            return []
        if words[0].upper() == "$ORIGIN" and len(words) > 1:
            self._origin = self._absolute(words[1])
        if words[0].startswith("$"):
            return []
        if not plain[:1].isspace():
            self._owner = self._absolute(words.pop(0))
        while words and _CLASS_OR_TTL.fullmatch(words[0]):
            words.pop(0)
        if len(words) < 2 or words[0].upper() not in _ADDRESS_TYPES:
            return []
        owner = site_name(self._owner)
        try:
            return [(Address.whole(words[1]), owner)] if owner else []
        except ValueError:
            raise ValueError(f"{words[1][:80]!r} is not a valid IP address") from None

    def _absolute(self, name: str) -> str:
        if name == "@":
            return self._origin
        if name.endswith("."):
            return name.rstrip(".")
        return f"{name}.{self._origin}" if self._origin else name
