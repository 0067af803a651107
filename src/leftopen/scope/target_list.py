"""Reads a list of targets: one per line, `#` begins a comment, empty lines are skipped.

The lines are read one after the other, never the whole file, and what is kept is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from leftopen.errors import BadAddress
from leftopen.scope import canonical

MOST_TARGETS = 100_000
# Longer than any target with a comment.
LONGEST_LINE = 4096
MOST_LINES = 1_000_000


def read_targets(file: BinaryIO, name: str) -> Iterator[str]:
    """The distinct targets in their order. Raises BadAddress that names the file and the line."""
    seen: set[str] = set()
    for number in count(1):
        line = file.readline(LONGEST_LINE + 1)
        if not line:
            return
        try:
            target = _target(line, number)
        except BadAddress as error:
            raise BadAddress(f"{name}, line {number:,}: {error}") from None
        if not target or target in seen:
            continue
        if len(seen) == MOST_TARGETS:
            raise BadAddress(f"{name}, line {number:,}: more than {MOST_TARGETS:,} targets; use CIDR ranges")
        seen.add(target)
        yield target


def _target(line: bytes, number: int) -> str:
    """The target of one line, validated; '' for none."""
    if len(line) > LONGEST_LINE:
        raise BadAddress(f"longer than {LONGEST_LINE:,} bytes; write one target per line")
    if number > MOST_LINES:
        raise BadAddress(f"more than {MOST_LINES:,} lines")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").partition("#")[0].strip()
    except UnicodeDecodeError:
        raise BadAddress("not valid UTF-8") from None
    if len(text.split()) > 1:
        raise BadAddress(f"{text[:80]!r}: write one target per line")
    if text:
        (canonical.network if canonical.looks_numeric(text) else canonical.host_name)(text)
    return text
