"""Splits blocks of bytes into numbered lines of bounded length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LONGEST = 8 * 1024 * 1024
# Replaces a line that was too long; no format has such a line.
GONE = b"\0"
NO_END = "the file is truncated"
"""What is refused at the end of a file that says less than its scan."""


def split(blocks: Iterable[bytes], longest: int = LONGEST) -> Iterator[tuple[int, bytes | None]]:
    """(number from 1, the line without its end), also the last line without one; None for a line that is
    longer than `longest`, which is not held in memory."""
    number, rest, over = 1, b"", False
    for block in blocks:
        *whole, tail = block.split(b"\n")
        for line in whole:
            over = over or len(rest) + len(line) > longest
            yield number, None if over else rest + line
            number, rest, over = number + 1, b"", False
        over = over or len(rest) + len(tail) > longest
        rest = b"" if over else rest + tail
    if rest or over:
        yield number, None if over else rest


def number_lines(number: int, line: bytes) -> bytes:
    """As the readers of `imports/` take a line whose number is not its position."""
    return b"%d %b" % (number, line)
