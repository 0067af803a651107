"""Where the worst of an assessment is: sources and units by severity, documents of the highest risk, and the
markings by level."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappush, heapreplace

from leftopen.formats.marking_level import is_classified, marking_level
from leftopen.model.assessment import FoundDocument, UnitResult
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

DOCUMENTS = 20
UNITS = 10_000
"""Mail domains that are told apart; what comes later is left out of the table of units."""

Severities = Counter[str]


@dataclass(slots=True)
class MarkingLevel:
    """Of one kind of marking and one level (0 to 4): is it a classification, a text of it, and of how many
    documents it is the highest of this kind."""

    label: str
    level: int
    classified: bool
    text: str
    documents: int = 0


@dataclass(slots=True, kw_only=True)
class RiskSummary:
    """Add each unit's result once, in any order. `sources`: by the number of the file; `units`: by mail
    domain; both count documents by the worst that they hold."""

    detectors: Mapping[str, Detector]
    sources: defaultdict[int, Severities] = field(default_factory=lambda: defaultdict(Counter))
    units: defaultdict[str, Severities] = field(default_factory=lambda: defaultdict(Counter))
    markings: dict[tuple[str, int, bool], MarkingLevel] = field(default_factory=dict)
    marked: Counter[bool] = field(default_factory=Counter)
    """Documents with a classified level, and those with protective markings only."""
    _worst: list[tuple[tuple[int, ...], str, FoundDocument]] = field(default_factory=list)

    def add(self, result: UnitResult) -> None:
        for document in result.found:
            self._document(document)

    def _document(self, one: FoundDocument) -> None:
        weights = self._weights(one)
        worst = tuple(Severity)[next((len(weights) - at for at, count in enumerate(weights) if count), 0)]
        self.sources[int(one.place.partition("/")[0].partition(":")[0])][worst.value] += 1
        for unit in one.units:
            if unit in self.units or len(self.units) < UNITS:
                self.units[unit][worst.value] += 1
        self._markings(one)
        if len(self._worst) < DOCUMENTS:
            heappush(self._worst, (weights, one.place, one))
        elif (weights, one.place) > self._worst[0][:2]:
            heapreplace(self._worst, (weights, one.place, one))

    def _weights(self, one: FoundDocument) -> tuple[int, ...]:
        """Distinct values by severity, critical first, without those of `info`."""
        counts = Counter(
            self.detectors[value.label].severity for value in one.values if value.label in self.detectors
        )
        return tuple(counts[severity] for severity in reversed(Severity) if severity is not Severity.INFO)

    def _markings(self, one: FoundDocument) -> None:
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for value in one.values:
            if value.label in self.detectors and self.detectors[value.label].marking:
                texts[value.label].append(value.masked)
        for label, found in texts.items():
            text = min(found, key=lambda one: (-marking_level(one), one))
            key = label, marking_level(text), is_classified(text)
            level = self.markings.setdefault(key, MarkingLevel(*key, text))
            level.text, level.documents = min(level.text, text), level.documents + 1
        if texts:
            self.marked[any(is_classified(text) for found in texts.values() for text in found)] += 1

    def riskiest(self) -> list[FoundDocument]:
        """Those with the most values of the worst severity first."""
        return [one for _, _, one in sorted(self._worst, key=lambda entry: entry[:2], reverse=True)]

    def ranked_markings(self) -> list[MarkingLevel]:
        """Classifications before protective markings, the highest first."""
        return sorted(self.markings.values(), key=lambda one: (not one.classified, -one.level, one.label))


def rank_by_severity(found: Mapping[str, Severities]) -> list[tuple[str, Severities]]:
    """By the documents of the worst severity, then of the next."""
    order = tuple(reversed(Severity))
    return sorted(found.items(), key=lambda one: (*(-one[1][severity.value] for severity in order), one[0]))
