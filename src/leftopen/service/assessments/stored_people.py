"""The people of an assessment as they were joined and counted once: masked, and read a block at a time."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, islice

import msgspec

from leftopen.impact.people.affected import AffectedPeople, PeopleCounts, Person
from leftopen.impact.people.bounds import NONE, PeopleBounds
from leftopen.impact.people.loose import LooseCounts
from leftopen.impact.people.mention_index import count_mentions
from leftopen.service.assessments.accepted_results import figures_of
from leftopen.service.assessments.block_file import BlockFile
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace.workspace import Workspace

NAME = "people"
BLOCK = 500
"""People of one block."""
NUMBER = "I"


class PeopleHead(msgspec.Struct, frozen=True, kw_only=True):
    """The counts. `bounds`: how many people there are, and how many with each kind of data ('' for any);
    `listed`, `holds`: those of the list; `unlinked`: values that are tied to nobody, by kind of data.
    `rows`: the block with the positions of those who have a kind of data."""

    bounds: dict[str, PeopleBounds]
    listed: int
    complete: bool
    doubtful: int
    strength: dict[str, int]
    holds: dict[str, int]
    years: dict[str, int]
    units: dict[str, int]
    unlinked: dict[str, int]
    rows: dict[str, int] = {}

    @property
    def all(self) -> PeopleBounds:
        return self.bounds[""]

    def of(self, label: str) -> PeopleBounds:
        """Of those with that kind of data: nobody where no value is of that kind, unless something was not
        read."""
        return self.bounds.get(label) or replace(NONE, at_most=None if self.all.at_most is None else 0)

    def people(self) -> dict[str, int]:
        """Of each kind of data, how many people have it; the most frequent first."""
        return count_mentions(
            Counter({label: one.people for label, one in self.bounds.items() if label and one.people})
        )


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
        return self.head.holds.get(label, 0) if label else self.head.listed

    def holding(self, label: str = "", first: int = 0) -> Iterator[tuple[int, Person]]:
        """Each with the position; all of them for ''. `first` is the number of the first among them."""
        positions: Iterable[int] = range(first, self.head.listed)
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
class _Passing:
    """Counts people while they are written, and keeps the positions of each kind of data."""

    found: AffectedPeople
    loose: LooseCounts
    known: bool
    counts: PeopleCounts = field(default_factory=PeopleCounts)
    rows: dict[str, array[int]] = field(default_factory=dict)
    blocks: int = 0

    def written(self) -> Iterator[object]:
        people = self.found.people()
        while block := list(islice(people, BLOCK)):
            for one in block:
                for label in one.labels:
                    self.rows.setdefault(label, array(NUMBER)).append(self.counts.people)
                self.counts.add(one)
            self.blocks += 1
            yield block
        for label in self.counts.by_label():
            yield self.rows[label].tobytes()

    def head(self) -> PeopleHead:
        """After `written`."""
        counts, holds = self.counts, self.counts.by_label()
        return PeopleHead(
            bounds=counts.bounds(self.loose, known=self.known and self.found.complete),
            listed=counts.people,
            complete=self.found.complete,
            doubtful=counts.doubtful,
            strength=counts.by_strength(),
            holds=holds,
            years=counts.by_year(),
            units=counts.by_unit(),
            unlinked=dict(self.loose.counts),
            rows=dict(zip(holds, count(self.blocks))),
        )


def store(
    folder: AssessmentFolder, made_of: str, found: AffectedPeople, loose: LooseCounts, *, known: bool
) -> PeopleHead:
    """Takes the people of `found`. `made_of` as of `AssessmentFolder.cache_result`; `known`: was everything
    read? Raises StoreFailed."""
    passing = _Passing(found, loose, known)
    folder.put_blocks(NAME, made_of, passing.written(), passing.head)
    return passing.head()
