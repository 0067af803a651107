"""The contract of a file in `ranges/`: a published format of address ranges and their owners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leftopen.model.location import Location

Range = tuple[int, int, Location]
"""(first, last, claims): both ends are `Address.packed` as numbers (IPv4 mapped), of one family, first <=
last. The location holds only claims, no sources."""

MOST_RANGES = 2_000_000
"""The most ranges in one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that could not be read: its line number from 1, the reason, and its beginning."""

    line: int
    why: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """The content of one file. In each layer the narrowest range around an address applies, and of two
    equally narrow ones the later; a later layer overrides an earlier one, field by field.

    `title`  how its source is named in claims     `dated`  ISO date that the file itself gives, or ''
    `name`   the name in the list, where one format has several such files; or ''
    `bad`    how many rows could not be read       `quoted` the first of them
    """

    title: str
    layers: tuple[Sequence[Range], ...]
    dated: str = ""
    name: str = ""
    bad: int = 0
    quoted: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RangesReader:
    """`recognises` reads the first 64 KiB; for a format that can't be detected it gives False, and the
    user names it. `read` takes the whole file and raises BadRanges in one clear line; a bad row among
    good ones is counted.

    `claim`  the subject of its ranges: `country`, `network` or `cloud`
    `wants`  the required file, in words
    """

    claim: str
    wants: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes], Ranges]
