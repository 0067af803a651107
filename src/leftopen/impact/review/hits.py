"""The id of a hit, and which hits are doubtful: those with at least two reasons to doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from leftopen.impact.people.unite import ADDRESSES
from leftopen.model.assessment import FoundDocument, FoundValue, UnitResult
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

DOUBTFUL = 2
"""Reasons that make a hit doubtful."""
KEPT = 1_000
"""Doubtful hits that are listed, the most severe first."""
CARVED = ("other", "part")
"""Kinds of documents that no reader read, or of which a triage saw the name only."""
PICTURE = "image"
"""Only OCR finds something in a document of this kind."""


class Doubt(StrEnum):
    WORDS = "recognised only by the words around it"
    ALONE = "only mail addresses nearby"
    NOBODY = "no name nearby"
    CARVED = "the document was damaged, of no known kind, or only its name was read"
    OCR = "read from a picture (OCR): characters may be wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHit:
    """`id` and `document` in hex. `digest` is that of the value. `copies`: documents with the same bytes."""

    id: str
    document: str
    digest: bytes
    place: str
    kind: str
    year: int
    label: str
    masked: str
    count: int
    severity: Severity
    doubts: tuple[Doubt, ...]
    copies: int = 1

    @property
    def rank(self) -> tuple[int, int, str]:
        """The most severe and most doubtful first."""
        return -self.severity.rank, -len(self.doubts), self.id


def hit_id(document: bytes, label: str, value: bytes) -> str:
    """Hex, 32 characters, of the keyed digests of a document and of a value in it."""
    return hashlib.blake2b(document + label.encode() + b"\0" + value, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in one document, gathered once: it may hold hundreds of thousands of values. `others`: the
    different values that are no mail addresses; `owned`: those that stand near a person."""

    kind: str
    others: frozenset[tuple[str, bytes]]
    owned: frozenset[tuple[str, bytes]]

    @classmethod
    def of(cls, document: FoundDocument) -> _Beside:
        return cls(
            kind=document.kind,
            others=frozenset(
                (one.label, one.digest) for one in document.values if one.label not in ADDRESSES
            ),
            owned=frozenset((one.label, one.digest) for mention in document.people for one in mention.values),
        )

    def doubts(self, value: FoundValue, detector: Detector) -> tuple[Doubt, ...]:
        """Why this hit may be none, as far as the stored result tells."""
        found: list[Doubt] = []
        key = value.label, value.digest
        if detector.context:
            found.append(Doubt.WORDS)
        # Every mail has addresses: that one stands there without anything else is no reason to doubt it.
        if value.label not in ADDRESSES and self.others == {key}:
            found.append(Doubt.ALONE)
        if detector.personal and key not in self.owned:
            found.append(Doubt.NOBODY)
        if self.kind in CARVED:
            found.append(Doubt.CARVED)
        if self.kind == PICTURE:
            found.append(Doubt.OCR)
        return tuple(found)


def hits_of(document: FoundDocument, detectors: Mapping[str, Detector]) -> list[ReviewHit]:
    """All that were found in one document."""
    beside = _Beside.of(document)
    return [
        ReviewHit(
            id=hit_id(document.digest, value.label, value.digest),
            document=document.digest.hex(),
            digest=value.digest,
            place=document.place,
            kind=document.kind,
            year=document.year,
            label=value.label,
            masked=value.masked,
            count=value.count,
            severity=detectors[value.label].severity,
            doubts=beside.doubts(value, detectors[value.label]),
        )
        for value in document.values
        if value.label in detectors
    ]


def doubtful(
    document: FoundDocument, detectors: Mapping[str, Detector], labels: Collection[str]
) -> set[tuple[str, bytes]]:
    """The label and the digest of each value of these kinds of data whose hit is doubtful."""
    found = [value for value in document.values if value.label in labels]
    if not found:
        return set()
    beside = _Beside.of(document)
    return {
        (value.label, value.digest)
        for value in found
        if len(beside.doubts(value, detectors[value.label])) >= DOUBTFUL
    }


@dataclass(slots=True, kw_only=True)
class DoubtfulHits:
    """Add each result once. Memory is bounded: beyond `KEPT` only the most severe are kept; `total` counts
    all, each copy of a document by itself."""

    detectors: Mapping[str, Detector]
    total: int = 0
    _kept: dict[str, ReviewHit] = field(default_factory=dict)

    def add(self, result: UnitResult) -> None:
        for document in result.found:
            for hit in hits_of(document, self.detectors):
                if len(hit.doubts) >= DOUBTFUL:
                    self._add(hit)

    def _add(self, hit: ReviewHit) -> None:
        self.total += 1
        known = self._kept.get(hit.id)
        self._kept[hit.id] = replace(known, copies=known.copies + 1) if known else hit
        if len(self._kept) > 4 * KEPT:
            self._kept = {one.id: one for one in self.ranked()}

    def ranked(self) -> list[ReviewHit]:
        return sorted(self._kept.values(), key=lambda one: one.rank)[:KEPT]
