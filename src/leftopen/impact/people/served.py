"""Whose data was served: what the access logs say of each file, joined with the people of its documents.

A person's data counts as served only where a whole file with it was served. A file that was served in part
may not have held it in that part: there it was possibly served. Of a file that nobody looked for, nothing
can be known. A value of theirs that stands in another document without their name is theirs there, too.

Where the logs name messages, a mail counts by itself, and by its file where that was looked for too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from leftopen.impact.people.affected import Person
from leftopen.impact.people.bounds import PeopleBounds, PeopleTally, numbers
from leftopen.impact.people.file_reading import NOT, ORDER, POSSIBLY, SERVED, UNKNOWN, FileReading, inside_of
from leftopen.impact.people.join import Strength
from leftopen.impact.people.loose import LooseValues
from leftopen.impact.people.mention_index import identity, place_key
from leftopen.model.access_logs import ReadVerdict
from leftopen.model.assessment import UnitResult
from leftopen.model.detector import Detector


def value_key(label: str, digest: bytes) -> bytes:
    """Longer than the identity of a mention, so that it is none."""
    return label.encode() + b"\0" + digest


Place = tuple[int, str]
"""The number of the file, and the place of the mail in it, or `WHOLE` for the file itself."""
WHOLE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedTo:
    """`clients` that are not one's own, of the files by which the verdict is: of served ones where it is
    `served`, else of those that were possibly served. A lower bound where `more`. `first` and `last` are of
    their reads."""

    verdict: ReadVerdict
    clients: int = 0
    more: bool = False
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonServed:
    """Of one person: in all, and each kind of data by itself."""

    whole: ServedTo
    kinds: Mapping[str, ReadVerdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindServed:
    """Of one kind of data ('' for any): how many people of the list by verdict, and the `bounds` of how many
    it was served in truth. `to`: the clients that got whole files with it."""

    label: str
    served: int
    possibly: int
    unknown: int
    not_served: int
    bounds: PeopleBounds
    to: ServedTo

    @property
    def nobody_known(self) -> bool:
        """Of nobody is it known that their data was served, and not that there was nobody either."""
        return not self.bounds.people and self.bounds.at_most != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UntiedItems:
    """Items that nothing ties to a document: whose data they hold was not examined. `served`: whole or in
    part, to strangers. `examples`: some of these or of the possible ones, as the items are called."""

    items: int = 0
    served: int = 0
    possibly: int = 0
    examples: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """Those that a stranger got, or may have."""
        return self.served + self.possibly


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleServed:
    """`kinds`: first all together, then those with the most people."""

    kinds: tuple[KindServed, ...]
    untied: UntiedItems = UntiedItems()

    @property
    def whole(self) -> KindServed:
        return self.kinds[0]


class FoundPeople(Protocol):
    """`people` in one order each time; `by_label` counts those who hold a kind of data."""

    @property
    def people(self) -> Iterable[Person]: ...

    def by_label(self) -> Mapping[str, int]: ...


@dataclass(slots=True)
class _Tally:
    """Of one kind of data, while people are added."""

    counts: Counter[ReadVerdict] = field(default_factory=Counter)
    served: PeopleTally = field(default_factory=PeopleTally)
    maybe: PeopleTally = field(default_factory=PeopleTally)
    places: set[Place] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class ServedIndex:
    """Add each unit's result once. Keeps of each mention the files with it that were served, or possibly."""

    files: Mapping[int, FileReading]
    mails: Mapping[str, FileReading] = field(default_factory=dict)
    """By their places."""
    by_message: frozenset[int] = frozenset()
    """Files whose mails the logs would name: of what lies in none that has a name, nothing is sure."""
    untied: UntiedItems = UntiedItems()
    """If strangers got one of these, any document may have been it."""
    detectors: Mapping[str, Detector] = field(default_factory=dict)
    bounds: Mapping[str, PeopleBounds] = field(default_factory=dict)
    """How many people there are, by kind of data ('' for any)."""
    every: bool = False
    """Is something known of every file?"""
    _loose: LooseValues = field(init=False)
    """Those of documents that were served."""
    _maybe: LooseValues = field(init=False)
    """The same, with those of documents that may have been."""
    _linked: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    _ranks: dict[bytes, int] = field(default_factory=dict)
    _read: defaultdict[bytes, set[Place]] = field(default_factory=lambda: defaultdict(set))
    """Both by the identity of a mention, or the key of a value that no person has in a document that may have
    been served."""
    _tallies: dict[str, _Tally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = numbers(self.detectors)
        self._loose = LooseValues(detectors=self.detectors, numbers=kinds)
        self._maybe = LooseValues(detectors=self.detectors, numbers=kinds)

    def add(self, result: UnitResult) -> None:
        for document in result.found:
            readings = self._readings(document.place)
            least = UNKNOWN if self.untied.read else NOT
            rank = max([least, *(one.rank for _, one in readings)]) if readings else UNKNOWN
            if rank == SERVED:
                self._loose.add(document)
            if rank >= UNKNOWN:
                self._maybe.add(document)
            read = [at for at, one in readings if one.rank >= POSSIBLY]
            for mention in document.people:
                for value in mention.values:
                    if value.label in self._loose.numbers:
                        self._linked[value.label].add(value.digest)
                self._add(identity(mention), rank, read)
            if rank > NOT:
                for key in self._maybe.untold(document):
                    self._add(value_key(*key), rank, read)

    def _add(self, at: bytes, rank: int, read: Iterable[Place]) -> None:
        self._ranks[at] = max(rank, self._ranks.get(at, NOT))
        if read:
            self._read[at].update(read)

    def _readings(self, place: str) -> list[tuple[Place, FileReading]]:
        """What stands for a document: the mails that it is or lies in, its file, or that nothing is known."""
        file = place_key(place)[0]
        whole = (file, WHOLE)
        found = [(whole, self.files[file])] if file in self.files else []
        named = [one for one in inside_of(place) if one in self.mails] if self.mails else []
        found += [((file, one), self.mails[one]) for one in named]
        if not named and file in self.by_message:
            found.append((whole, FileReading()))
        return found

    def _reading(self, at: Place) -> FileReading:
        return self.files[at[0]] if at[1] == WHOLE else self.mails[at[1]]

    def people(self, found: FoundPeople) -> Iterator[PersonServed]:
        """Of each person of the same results, in their order; then ask `counted`."""
        self._tallies = {
            label: _Tally() for label in dict.fromkeys(("", *found.by_label(), *self._maybe.kinds))
        }
        for one in found.people:
            made = self._person(one)
            for label, verdict in {"": made.whole.verdict, **made.kinds}.items():
                tally = self._tallies[label]
                tally.counts[verdict] += 1
                if verdict is not ReadVerdict.NOT_SERVED:
                    tally.maybe.add(one.traits, certain=one.strength is not Strength.WEAK)
                if verdict is ReadVerdict.SERVED:
                    tally.served.add(one.traits, certain=one.strength is not Strength.WEAK)
                    tally.places |= self._places(one, label, SERVED)
            yield made

    def counted(self) -> PeopleServed:
        served, maybe = self._loose.counted(self._linked), self._maybe.counted({})
        known = not self.untied.read and (not self.bounds or self._known())
        kinds = []
        for label, tally in self._tallies.items():
            least = tally.served.bounds(served.of(label), known=True)
            most = tally.maybe.bounds(maybe.of(label), known=known).at_most
            limit = self.bounds[label].at_most if label in self.bounds else None
            if most is not None and limit is not None:
                most = min(most, limit)
            kinds.append(self._kind(label, tally, replace(least, at_most=most)))
        return PeopleServed(kinds=tuple(kinds), untied=self.untied)

    def _known(self) -> bool:
        """Was everything read; or is it known of every file and mail that no stranger got it?"""
        readings = [*self.files.values(), *self.mails.values()]
        none_read = self.every and all(one.rank == NOT for one in readings)
        return self.bounds[""].at_most is not None or none_read

    def _person(self, one: Person) -> PersonServed:
        ranks: dict[str, int] = {}
        for at, values in one.mentioned:
            rank = self._ranks.get(at, UNKNOWN)
            for label, digest in values:
                alone = self._ranks.get(value_key(label, digest), NOT)
                ranks[label] = max(rank, alone, ranks.get(label, NOT))
        rank = max(
            [*ranks.values(), *(self._ranks.get(at, UNKNOWN) for at, _ in one.mentioned)], default=UNKNOWN
        )
        return PersonServed(
            whole=self._to(rank, self._places(one, "", rank)),
            kinds={label: ORDER[ranks[label]] for label in sorted(ranks)},
        )

    def _places(self, one: Person, label: str, rank: int) -> set[Place]:
        """Where a kind of their data ('' for any) stands in what the logs say the rank of."""
        keys: set[bytes] = set()
        for at, values in one.mentioned:
            mine = [value for value in values if not label or value[0] == label]
            keys |= {value_key(*value) for value in mine}
            if mine or not label:
                keys.add(at)
        return {at for key in keys for at in self._read.get(key, ()) if self._reading(at).rank == rank}

    def _to(self, rank: int, places: Iterable[Place]) -> ServedTo:
        read = [self._reading(place) for place in places]
        addresses = {address for one in read for address in one.addresses}
        clients = max([len(addresses), *(one.clients for one in read)])
        return ServedTo(
            verdict=ORDER[rank],
            clients=clients,
            more=any(one.clients > len(one.addresses) for one in read),
            first=min((one.first for one in read if one.first), default=None),
            last=max((one.last for one in read if one.last), default=None),
        )

    def _kind(self, label: str, tally: _Tally, bounds: PeopleBounds) -> KindServed:
        counts = tally.counts
        rank = SERVED if counts[ReadVerdict.SERVED] else NOT
        return KindServed(
            label=label,
            served=counts[ReadVerdict.SERVED],
            possibly=counts[ReadVerdict.POSSIBLY],
            unknown=counts[ReadVerdict.UNKNOWN],
            not_served=counts[ReadVerdict.NOT_SERVED],
            bounds=bounds,
            to=self._to(rank, tally.places),
        )
