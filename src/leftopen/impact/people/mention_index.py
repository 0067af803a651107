"""Equal mentions as one: the same name with the same values, in however many documents.

Memory grows with the distinct mentions (about 3.5 KiB each until they are joined), not with the documents:
of each mention at most `DOCUMENTS` documents are kept, always those of the smallest digests, so that the
order of units makes no difference. Beyond `MENTIONS` distinct mentions no new one is taken, and the result
says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from leftopen.model.assessment import FoundDocument, UnitResult
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role

T = TypeVar("T")
MENTIONS = 750_000
DOCUMENTS = 1_000
UNITS = 50
ALONE = 10_000
"""Sets of one that are shared."""


@dataclass(slots=True, kw_only=True)
class MentionGroup:
    """One distinct mention. `documents`: digest to its first place; copies of a document are one."""

    id: bytes
    name: MaskedName | None
    values: tuple[PersonValue, ...]
    reasons: frozenset[MentionReason] = frozenset()
    roles: frozenset[Role] = frozenset()
    documents: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()

    def add(self, mention: Mention, document: FoundDocument) -> None:
        self.reasons = _with(self.reasons, mention.reason)
        self.roles = _with(self.roles, mention.role)
        if mention.values != self.values:
            # Other spellings of the same values: which is shown must not depend on which came first.
            pairs = zip(self.values, mention.values, strict=True)
            self.values = tuple(min(pair, key=lambda value: value.masked) for pair in pairs)
        place, at = place_key(document.place), document.digest
        self.documents[at] = min(self.documents.get(at, place), place)
        if len(self.documents) > 2 * DOCUMENTS:
            self.documents = dict(smallest(self.documents))
        if document.year:
            self.years = _with(self.years, document.year)
        for unit in document.units:
            self.units = _with(self.units, unit)
        if len(self.units) > UNITS:
            self.units = frozenset(sorted(self.units)[:UNITS])


def _with(known: frozenset[T], one: T) -> frozenset[T]:
    """A set of one is the same object for all who have it: a million sets would take more than the rest."""
    if one in known:
        return known
    return known | {one} if known else _alone(one)


@lru_cache(ALONE)
def _alone(one: T) -> frozenset[T]:
    return frozenset({one})


@dataclass(slots=True)
class MentionIndex:
    """Add each unit's result once, in any order. `complete`: no mention was left out."""

    mentions: dict[bytes, MentionGroup] = field(default_factory=dict)
    complete: bool = True

    def add(self, result: UnitResult) -> None:
        for document in result.found:
            for mention in document.people:
                at = identity(mention)
                if at not in self.mentions:
                    if len(self.mentions) >= MENTIONS:
                        self.complete = False
                        continue
                    self.mentions[at] = MentionGroup(id=at, name=mention.name, values=mention.values)
                self.mentions[at].add(mention, document)


def identity(mention: Mention) -> bytes:
    """Equal for the same name with the same values."""
    name = mention.name
    hasher = hashlib.blake2b(digest_size=16)
    hasher.update(name.full + name.middle.encode() if name else b"-")
    for value in mention.values:
        hasher.update(b"\0" + value.label.encode() + b"\0" + value.digest)
    return hasher.digest()


def smallest(documents: dict[bytes, tuple[int, ...]]) -> list[tuple[bytes, tuple[int, ...]]]:
    """Those that are kept and counted."""
    return sorted(documents.items())[:DOCUMENTS]


def place_key(place: str) -> tuple[int, ...]:
    """`3:120448/2/0` as (3, 120448, 2, 0); a file without an offset has -1 for it."""
    file, _, inside = place.partition("/")
    at, colon, offset = file.partition(":")
    parts = (int(part) for part in inside.split("/") if part.isdigit())
    return int(at), int(offset) if colon else -1, *parts


def place_text(key: tuple[int, ...]) -> str:
    """The place again."""
    file = f"{key[0]}:{key[1]}" if key[1] >= 0 else f"{key[0]}"
    return "/".join((file, *map(str, key[2:])))


def count_mentions(values: Counter[str]) -> dict[str, int]:
    """The most frequent first, then by name."""
    return dict(sorted(values.items(), key=lambda one: (-one[1], one[0])))
