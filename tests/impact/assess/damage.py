"""What happens to files: cut at either end, zeros, single bytes changed; and how many mails are left."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """`gone`: ranges of the whole file of which not every byte is there as it was. `cut` bytes are missing
    before what is left."""

    data: bytes
    gone: tuple[tuple[int, int], ...]

    def spares(self, start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in self.gone)


def cut_behind(rng: random.Random, whole: bytes) -> Damaged:
    at = rng.randrange(1, len(whole))
    return Damaged(data=whole[:at], gone=((at, len(whole)),))


def cut_before(rng: random.Random, whole: bytes) -> Damaged:
    at = rng.randrange(1, len(whole))
    return Damaged(data=whole[at:], gone=((0, at),))


def zeros(rng: random.Random, whole: bytes) -> Damaged:
    """A block of the disk that could not be read."""
    size = rng.choice((64, 512, 4096))
    at = rng.randrange(len(whole))
    end = min(at + size, len(whole))
    return Damaged(data=whole[:at] + bytes(end - at) + whole[end:], gone=((at, end),))


def flips(rng: random.Random, whole: bytes) -> Damaged:
    changed = bytearray(whole)
    places = rng.sample(range(len(whole)), min(len(whole), rng.choice((1, 5, 20))))
    for at in places:
        changed[at] ^= rng.randrange(1, 256)
    return Damaged(data=bytes(changed), gone=tuple((at, at + 1) for at in places))


def within(rng: random.Random, whole: bytes, start: int, end: int) -> Damaged:
    """A few bytes changed in that range only."""
    found = flips(rng, whole[start:end])
    gone = tuple((first + start, last + start) for first, last in found.gone)
    return Damaged(data=whole[:start] + found.data + whole[end:], gone=gone)


KINDS = (cut_behind, cut_before, zeros, flips)


def mails_in(raw: bytes) -> int:
    """Line by line: those that have their `From ` line with a header below it, and what stands before the
    first."""
    lines = raw.split(b"\n")
    header = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:|>From ")
    dated = re.compile(
        rb"From [^\n]{1,250}?(\d?\d:\d\d(:\d\d)?.{0,40}? (19|20)\d\d|(19|20)\d\d \d?\d:\d\d).{0,20}",
        re.DOTALL,
    )
    starts = [
        at
        for at, line in enumerate(lines[:-1])
        if header.match(lines[at + 1])
        and (dated.fullmatch(line) or (at == 0 and re.match(rb"From \S", line)))
    ]
    before = b"\n".join(lines[: starts[0]]) if starts else raw
    return len(starts) + bool(before.strip() or not starts)
