"""Values that are tied to nobody, so that each may be of another person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from leftopen.impact.review.hits import doubtful
from leftopen.model.assessment import FoundDocument
from leftopen.model.detector import Detector

TWICE = frozenset({"mil_address", "government_address"})
"""Each is found as an `email_address` too."""
ALIKE = frozenset({"birth_date"})
"""Equal values are of different people: each occurrence counts."""
SHARED = frozenset({"phone", "postal_address"})
"""Many use one: it may be of as many people as it stands for in one document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseCounts:
    """By kind of data. `counts`: the people that these values may be; `sure`: different numbers, of which
    some hit is not doubtful."""

    counts: Mapping[str, int] = field(default_factory=dict)
    sure: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def of(self, label: str) -> LooseCounts:
        """Only that kind; '' for all."""
        if not label:
            return self
        return LooseCounts(counts={label: self.counts.get(label, 0)}, sure={label: self.sure.get(label, 0)})


@dataclass(slots=True, kw_only=True)
class LooseValues:
    """Add each document once. `numbers`: the kinds that are told for the lower bound."""

    detectors: Mapping[str, Detector]
    numbers: Collection[str]
    _found: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    _often: defaultdict[str, dict[bytes, int]] = field(default_factory=lambda: defaultdict(dict))
    _each: dict[tuple[bytes, str, bytes], int] = field(default_factory=dict)
    _sure: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    _doubtful: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def add(self, document: FoundDocument) -> None:
        owned = {(value.label, value.digest) for one in document.people for value in one.values}
        forms = {label for label, digest in owned if not digest}
        doubts = doubtful(document, self.detectors, self.numbers)
        for value in document.values:
            key = value.label, value.digest
            if value.label in self.numbers:
                (self._doubtful if key in doubts else self._sure)[value.label].add(value.digest)
            detector = self.detectors.get(value.label)
            if detector is None or not detector.of_person or key in owned or value.label in forms:
                continue
            if not detector.personal:
                # Words that say something of somebody, equal for many: of one person in each document.
                self._each[document.digest, value.label, b""] = 1
            elif value.label in ALIKE:
                self._each[document.digest, *key] = value.count
            elif value.label not in TWICE:
                self._found[value.label].add(value.digest)
                if value.label in SHARED and value.count > 1:
                    often = self._often[value.label]
                    often[value.digest] = max(value.count, often.get(value.digest, 1))

    def untold(self, document: FoundDocument) -> Iterator[tuple[str, bytes]]:
        """Kind and digest of each value of the document that no person has in it, and that is one person's
        wherever it stands."""
        owned = {(value.label, value.digest) for one in document.people for value in one.values}
        for value in document.values:
            detector = self.detectors.get(value.label)
            is_personal = detector is not None and detector.of_person and detector.personal
            if is_personal and value.label not in ALIKE and (value.label, value.digest) not in owned:
                yield value.label, value.digest

    @property
    def kinds(self) -> list[str]:
        return sorted({*self._found, *(label for _, label, _ in self._each)})

    def is_sure(self, label: str, digest: bytes) -> bool:
        """Is any hit of this number not doubtful?"""
        return digest in self._sure[label] or digest not in self._doubtful[label]

    def counted(self, linked: Mapping[str, Collection[bytes]]) -> LooseCounts:
        """Without those that are `linked` to a person in another document."""
        counts, sure = Counter[str](), dict[str, int]()
        for label, found in self._found.items():
            left = found.difference(linked.get(label, ()))
            often = self._often[label].items()
            counts[label] += len(left) + sum(count - 1 for digest, count in often if digest in left)
            if label in self.numbers:
                sure[label] = sum(self.is_sure(label, digest) for digest in left)
        for (_, label, _), count in self._each.items():
            counts[label] += count
        return LooseCounts(counts={label: count for label, count in counts.items() if count}, sure=sure)
