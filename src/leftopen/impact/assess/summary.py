"""Adds up the results of all units: what was found, and what became of every document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.model.assessment import Failure, Loss, Outcome, UnitResult
from leftopen.model.detector import Detector

FAILURES = 1_000
LOSSES = 10_000
"""Pairs of a file and a reason that are told apart; beyond it only reasons are."""
NOT_LISTED = "of a reason that an earlier version did not keep"
DISTINCT = 5_000_000
"""Distinct values of one label are counted up to here; beyond it the count is a lower bound."""


@dataclass(slots=True)
class LabelSummary:
    """One kind of data: documents that hold it, occurrences, distinct values."""

    documents: int = 0
    occurrences: int = 0
    distinct: set[bytes] = field(default_factory=set)
    years: Counter[int] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    examples: dict[str, None] = field(default_factory=dict)

    @property
    def bounded(self) -> bool:
        """Is the number of distinct values only a lower bound?"""
        return len(self.distinct) >= DISTINCT


@dataclass(slots=True)
class AssessmentSummary:
    """Add each unit's result once. The order makes no difference but for the examples and failures that are
    kept."""

    labels: defaultdict[str, LabelSummary] = field(default_factory=lambda: defaultdict(LabelSummary))
    outcomes: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    unlisted: int = 0
    losses: Counter[tuple[int, Outcome, str]] = field(default_factory=Counter)
    text_bytes: int = 0
    pictures: int = 0
    read_mails: Counter[str] = field(default_factory=Counter)
    counted_mails: Counter[str] = field(default_factory=Counter)
    sha256: dict[str, str] = field(default_factory=dict)

    def add(self, result: UnitResult) -> None:
        self.outcomes.update(result.outcomes)
        self.documents.update(result.documents)
        self.years.update(result.years)
        self.text_bytes += result.text_bytes
        self.pictures += result.pictures
        room = FAILURES - len(self.failures)
        # A file that is gone fails twice in one way: where it is read, and where it is hashed.
        listed = set(self.failures) if result.failures else set()
        new = [one for one in result.failures if one not in listed]
        self.failures.extend(new[:room])
        self.unlisted += result.unlisted + max(0, len(new) - room)
        for one in _losses(result):
            known = (one.file, one.outcome, one.why)
            apart = known in self.losses or len(self.losses) < LOSSES
            self.losses[known if apart else (-1, one.outcome, one.why)] += one.documents
        (self.counted_mails if result.only_digests else self.read_mails).update(result.mails)
        self.counted_mails.update(result.counted)
        self.sha256.update(result.sha256)
        for document in result.found:
            for label in {value.label for value in document.values}:
                found = self.labels[label]
                found.documents += 1
                found.years[document.year] += 1
                found.units.update(document.units)
            for value in document.values:
                self._value(value.label, value.digest, value.masked, value.count)

    def _value(self, label: str, digest: bytes, masked: str, count: int) -> None:
        found = self.labels[label]
        found.occurrences += count
        if len(found.distinct) < DISTINCT:
            found.distinct.add(digest)
        if masked and len(found.examples) < 3:
            found.examples[masked] = None

    @property
    def total(self) -> int:
        """Documents that there are, each with one outcome."""
        return sum(self.outcomes.values())

    def share(self, outcome: Outcome) -> float:
        """Percent of all documents; 0 where there is none."""
        return 100 * self.outcomes[outcome.value] / self.total if self.total else 0.0

    def lost_mails(self, complete: bool) -> dict[str, tuple[int, int]]:
        """Mailboxes whose two counts differ: (read, counted over the whole file; -1 where that failed). None
        before all units are done."""
        both = {
            at: (self.read_mails[at], self.counted_mails.get(at, -1))
            for at in sorted({*self.read_mails, *self.counted_mails}, key=int)
            if complete
        }
        return {at: counts for at, counts in both.items() if counts[0] != counts[1]}

    def lost(self) -> list[Loss]:
        """Every document that was not read as a whole, by file and reason; failed ones first."""
        order = list(Outcome)
        found = [
            Loss(file=file, outcome=outcome, why=why, documents=documents)
            for (file, outcome, why), documents in self.losses.items()
        ]
        return sorted(found, key=lambda one: (order.index(one.outcome), -one.documents, one.file, one.why))

    def ranked(self, detectors: Mapping[str, Detector]) -> list[tuple[str, LabelSummary]]:
        """The labels, the most severe first, then by documents."""
        return sorted(
            self.labels.items(),
            key=lambda one: (-detectors[one[0]].severity.rank, -one[1].documents, one[0]),
        )


def _losses(result: UnitResult) -> Sequence[Loss]:
    """Of a result of an earlier version, and of a unit that was given up, by what is listed."""
    if result.losses is not None or result.piece:
        return result.losses or ()
    listed = [
        Loss(file=file_of(one.place), outcome=one.outcome, why=one.why, documents=1)
        for one in result.failures
    ]
    more = Loss(file=-1, outcome=Outcome.FAILED, why=NOT_LISTED, documents=result.unlisted)
    return [*listed, more] if result.unlisted else listed


def file_of(place: str) -> int:
    """The number of the source file that a place begins with."""
    return int(place.replace("/", ":").partition(":")[0])
