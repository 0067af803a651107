"""Takes JSON apart that has several lines for a value, or one list around all values: one value a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from leftopen.formats.numbered_lines import GONE, LONGEST

# A string, the beginning of one that the block cuts, or a bracket. Only these matter.
PIECE = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
BLANK = b" \t\r\n"
OPENS, CLOSES = (b"{", b"["), (b"}", b"]")


def is_spread(head: bytes) -> bool:
    """Does the first value go on in the next line? A line that is only damaged ends otherwise."""
    first, more, _ = head.lstrip(BLANK + b"[").partition(b"\n")
    first = first.rstrip()
    if not more or not first.startswith(b"{") or not first.endswith((*OPENS, b",")):
        return False
    brackets = [piece[0] for piece in PIECE.finditer(first) if piece[0][:1] != b'"']
    return sum(1 if one in OPENS else -1 for one in brackets) > 0


def one_a_line(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks with one value a line, without the white space around its parts. The elements of a list that
    holds everything are values. A value that is too long becomes `GONE`, one that the end cuts stays cut."""
    reader = _Values()
    for block in blocks:
        if lines := reader.feed(block):
            yield b"".join(lines)
    if rest := reader.rest():
        yield rest


class _Values:
    def __init__(self) -> None:
        self._depth = self._size = 0
        self._parts: list[bytes] = []
        self._held = b""

    def feed(self, block: bytes) -> list[bytes]:
        """The lines that end in it."""
        data, self._held = self._held + block, b""
        lines: list[bytes] = []
        at = 0
        for piece in PIECE.finditer(data):
            if piece.end() == len(data) and data[piece.start()] == 34 and not _is_whole(piece[0]):
                if len(piece[0]) <= LONGEST:
                    self._held = piece[0]
                    self._between(data[at : piece.start()])
                    return lines
                self._parts, self._size = [], LONGEST + 1
            self._between(data[at : piece.start()])
            at = piece.end()
            lines += self._take(piece[0])
        self._between(data[at:])
        return lines

    def _take(self, piece: bytes) -> list[bytes]:
        if piece in OPENS:
            # The list around everything is no part of a value.
            if self._depth or piece == b"{":
                self._depth += 1
                self._add(piece)
            return []
        if piece in CLOSES:
            if not self._depth:
                return []
            self._depth -= 1
            self._add(piece)
            return [] if self._depth else [self._line()]
        self._between(piece)
        return []

    def _between(self, some: bytes) -> None:
        """Strings, numbers, words, commas and colons. Between values nothing is kept."""
        if self._depth and some:
            self._add(some if some[:1] == b'"' else some.translate(None, BLANK))

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LONGEST:
            self._parts.append(part)

    def _line(self) -> bytes:
        line = b"".join(self._parts) if self._size <= LONGEST else GONE
        self._parts, self._size = [], 0
        return line + b"\n"

    def rest(self) -> bytes:
        """What the end cuts, without a line end."""
        self._between(self._held)
        return self._line()[:-1]


def _is_whole(string: bytes) -> bool:
    """Does it end with its own quotation mark?"""
    return (
        len(string) > 1 and string.endswith(b'"') and (len(string) - len(string[:-1].rstrip(b"\\"))) % 2 == 1
    )
