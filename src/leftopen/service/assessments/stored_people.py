"""The people of an assessment as they were joined and counted once: masked, and read a block at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import msgspec

from leftopen.impact.people.affected import Affected, Person
from leftopen.service.assessments.block_file import BlockFile
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.reviewed import figures_of
from leftopen.service.workspace import Workspace

NAME = "people"
BLOCK = 500
"""People of one block."""
NUMBER = "I"


class PeopleHead(msgspec.Struct, frozen=True, kw_only=True):
    """The counts, as of `Affected`. `unlinked`: distinct values that stood near no person, by kind of data.
    `rows`: the block with the positions of those who have a kind of data."""

    certain: int
    at_least: int
    at_most: int
    complete: bool
    doubtful: int
    strength: dict[str, int]
    holds: dict[str, int]
    years: dict[str, int]
    units: dict[str, int]
    unlinked: dict[str, int]
    rows: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class StoredPeople:
    """Every call raises StoreFailed where the file is damaged. A position counts from 0, in the order of
    `people`: those with the most kinds of data first."""

    head: PeopleHead
    _file: BlockFile

    @classmethod
    def open(cls, workspace: Workspace, folder: AssessmentFolder) -> StoredPeople | None:
        """None where there are none that were made of the present results and rejections."""
        file = folder.blocks(NAME, figures_of(workspace, folder))
        return cls(file.head(PeopleHead), file) if file else None

    @property
    def of(self) -> str:
        """Changes with what they were made of."""
        return self._file.of

    @property
    def people(self) -> Iterator[Person]:
        return (one for _, one in self.holding())

    def by_label(self) -> Mapping[str, int]:
        """The most frequent first."""
        return self.head.holds

    def total(self, label: str = "") -> int:
        """Of those who have that kind of data; of all for ''."""
        return self.head.holds.get(label, 0) if label else self.head.at_most

    def holding(self, label: str = "", first: int = 0) -> Iterator[tuple[int, Person]]:
        """Each with the position; all of them for ''. `first` is the number of the first among them."""
        positions: Iterable[int] = range(first, self.head.at_most)
        if label:
            stored = self._file.block(self.head.rows[label], bytes) if label in self.head.rows else b""
            positions = array(NUMBER, stored)[first:]
        at, block = -1, list[Person]()
        for position in positions:
            if position // BLOCK != at:
                at = position // BLOCK
                block = self._file.block(at, list[Person])
            yield position, block[position % BLOCK]


@dataclass(slots=True)
class _Rows:
    """Positions by kind of data, while people go by."""

    people: int = 0
    of: dict[str, array[int]] = field(default_factory=dict)

    def seen(self, people: Iterable[Person]) -> None:
        for one in people:
            for label in one.labels:
                self.of.setdefault(label, array(NUMBER)).append(self.people)
            self.people += 1


def store(folder: AssessmentFolder, made_of: str, found: Affected, unlinked: Mapping[str, int]) -> PeopleHead:
    """`made_of` as of `AssessmentFolder.put_made`. Raises StoreFailed."""
    rows = _Rows()
    blocks = range(0, len(found.people), BLOCK)
    head = PeopleHead(
        certain=found.certain,
        at_least=found.at_least,
        at_most=found.at_most,
        complete=found.complete,
        doubtful=sum(bool(one.doubts) for one in found.people),
        strength=found.by_strength(),
        holds=found.by_label(),
        years=found.by_year(),
        units=found.by_unit(),
        unlinked=dict(unlinked),
        rows=dict(zip(found.by_label(), count(len(blocks)), strict=False)),
    )

    def written() -> Iterator[object]:
        for first in blocks:
            block = found.people[first : first + BLOCK]
            rows.seen(block)
            yield block
        for label in head.rows:
            yield rows.of[label].tobytes()

    folder.put_blocks(NAME, made_of, written(), lambda: head)
    return head
