"""The people of some mentions, all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from leftopen.impact.people import affected as streamed
from leftopen.impact.people.affected import PeopleCounts, Person
from leftopen.impact.people.gather import MentionIndex


@dataclass(frozen=True, slots=True)
class Affected:
    people: tuple[Person, ...]
    at_least: int
    complete: bool
    linked: dict[str, set[bytes]]
    counts: PeopleCounts = field(default_factory=PeopleCounts)

    @property
    def certain(self) -> int:
        return self.counts.certain

    @property
    def at_most(self) -> int:
        return len(self.people)

    def by_label(self) -> dict[str, int]:
        return self.counts.by_label()


def affected(index: MentionIndex) -> Affected:
    found = streamed.affected(index)
    people = tuple(found.people())
    made = Affected(people, found.at_least, found.complete, found.linked)
    for one in people:
        made.counts.add(one)
    return made
