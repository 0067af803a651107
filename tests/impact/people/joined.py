"""The people of some mentions, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from leftopen import catalogue
from leftopen.impact.people import affected as streamed
from leftopen.impact.people.affected import PeopleCounts, Person
from leftopen.impact.people.bounds import PeopleBounds, numbers
from leftopen.impact.people.loose import LooseValues
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.model.assessment import UnitResult


@dataclass(frozen=True, slots=True)
class AffectedPeople:
    """`bounds` by kind of data; '' for any."""

    people: tuple[Person, ...]
    bounds: dict[str, PeopleBounds]
    complete: bool
    linked: dict[str, set[bytes]]
    counts: PeopleCounts = field(default_factory=PeopleCounts)

    @property
    def certain(self) -> int:
        return sum(one.strength.value != "weak" for one in self.people)

    @property
    def at_least(self) -> int:
        return self.bounds[""].at_least

    @property
    def at_most(self) -> int:
        assert self.bounds[""].at_most is not None
        return self.bounds[""].at_most

    def by_label(self) -> dict[str, int]:
        return self.counts.by_label()


def affected(index: MentionIndex) -> AffectedPeople:
    """Of mentions alone, of which none is doubtful."""
    return _counted(index, LooseValues(detectors={}, numbers=()))


def of_results(results: Iterable[UnitResult]) -> AffectedPeople:
    """With the values that no person has."""
    index, detectors = MentionIndex(), catalogue.detectors()
    values = LooseValues(detectors=detectors, numbers=numbers(detectors))
    for result in results:
        index.add(result)
        for document in result.found:
            values.add(document)
    return _counted(index, values)


def _counted(index: MentionIndex, values: LooseValues) -> AffectedPeople:
    found = streamed.affected_people(index, catalogue.detectors(), values.is_sure)
    people, counts = tuple(found.people()), PeopleCounts()
    for one in people:
        counts.add(one)
    bounds = counts.bounds(values.counted(found.linked), known=found.complete)
    return AffectedPeople(people, bounds, found.complete, found.linked, counts)
