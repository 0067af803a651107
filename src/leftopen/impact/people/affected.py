"""The people of an assessment: what each one's data were, where, and how many people there are at least."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.impact.people.bounds import PeopleBounds, PeopleTally, Sure, Traits, traits
from leftopen.impact.people.join import OWN, SHARED, Group, Join, Joiner, Strength, different_names
from leftopen.impact.people.loose import LooseCounts
from leftopen.impact.people.mention_index import (
    DOCUMENTS,
    MentionGroup,
    MentionIndex,
    count_mentions,
    place_text,
    smallest,
)
from leftopen.model.detector import Detector
from leftopen.model.people import Role

PLACES = 20
MASKED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKind:
    """One kind of data of one person."""

    label: str
    distinct: int
    documents: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`name` and `names` are masked, the most documents first; '' where no name stood beside the values.
    `capped`: the counts of documents are lower bounds. `places`: the first ones. `mentions`: distinct ones;
    `joins` say by what they became one person."""

    id: str
    name: str
    names: tuple[str, ...]
    strength: Strength
    holds: tuple[HeldKind, ...]
    documents: int
    capped: bool
    places: tuple[str, ...]
    years: tuple[int, ...]
    units: tuple[str, ...]
    roles: tuple[str, ...]
    reasons: tuple[str, ...]
    mentions: int
    joins: tuple[Join, ...]
    doubts: tuple[str, ...]
    mentioned: tuple[tuple[bytes, tuple[tuple[str, bytes], ...]], ...] = ()
    """Of each mention its identity, and its values by kind and digest."""
    traits: Traits

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(one.label for one in self.holds)


@dataclass(slots=True)
class PeopleCounts:
    """Add each person once. `certain`: those with a number, an address, or a name with a birth date."""

    doubtful: int = 0
    _of: defaultdict[str, PeopleTally] = field(default_factory=lambda: defaultdict(PeopleTally))
    _holds: Counter[str] = field(default_factory=Counter)
    _years: Counter[int] = field(default_factory=Counter)
    _units: Counter[str] = field(default_factory=Counter)
    _strength: Counter[Strength] = field(default_factory=Counter)

    def add(self, one: Person) -> None:
        for label in ("", *one.labels):
            self._of[label].add(one.traits, certain=one.strength is not Strength.WEAK)
        self.doubtful += bool(one.doubts)
        self._holds.update(one.labels)
        self._years.update(one.years)
        self._units.update(one.units)
        self._strength[one.strength] += 1

    @property
    def people(self) -> int:
        return self._of[""].people

    def bounds(self, loose: LooseCounts, *, known: bool) -> dict[str, PeopleBounds]:
        """How many people there are, and how many with each kind of data; '' for any. `loose`: the values
        that no person has; `known`: was everything read?"""
        labels = ["", *sorted({*self._holds, *loose.counts})]
        return {label: self._of[label].bounds(loose.of(label), known=known) for label in labels}

    def by_label(self) -> dict[str, int]:
        return count_mentions(self._holds)

    def by_year(self) -> dict[str, int]:
        return {str(year): self._years[year] for year in sorted(self._years)}

    def by_unit(self) -> dict[str, int]:
        return count_mentions(self._units)

    def by_strength(self) -> dict[str, int]:
        return {one.value: self._strength[one] for one in Strength}


@dataclass(slots=True, kw_only=True)
class AffectedPeople:
    """`complete`: no mention was left out. `linked`: the digests that belong to a person, by label."""

    complete: bool
    linked: dict[str, set[bytes]]
    _groups: list[tuple[Group, Traits]]

    def people(self) -> Iterator[Person]:
        """Those with the most kinds of data first, once: what is known of each is let go with it, because a
        person takes as much memory as their mentions."""
        while self._groups:
            yield _person(*self._groups.pop())


def affected_people(index: MentionIndex, detectors: Mapping[str, Detector], sure: Sure) -> AffectedPeople:
    """Joins what was gathered, and takes it from the index. `sure` as of `traits`."""
    groups = Joiner().join(index.mentions.values())
    linked: defaultdict[str, set[bytes]] = defaultdict(set)
    for one in index.mentions.values():
        for value in one.values:
            linked[value.label].add(value.digest)
    index.mentions = {}
    group_traits = list(zip(groups, traits(groups, detectors, sure), strict=True))
    group_traits.sort(key=lambda one: (-_kinds(one[0]), one[0].id), reverse=True)
    return AffectedPeople(complete=index.complete, linked=dict(linked), _groups=group_traits)


def _kinds(group: Group) -> int:
    return len({value.label for one in group.members for value in one.values})


def _person(group: Group, group_traits: Traits) -> Person:
    documents = _documents(group.members)
    whole = dict(smallest(documents))
    names = _names(group.members)
    return Person(
        id=group.id.hex()[:12],
        name=names[0] if names else "",
        names=names,
        strength=_strength(group),
        holds=_holds(group.members),
        documents=len(whole),
        capped=len(whole) >= DOCUMENTS,
        places=tuple(place_text(place) for place in sorted(whole.values())[:PLACES]),
        years=tuple(sorted({year for one in group.members for year in one.years})),
        units=tuple(sorted({unit for one in group.members for unit in one.units})),
        roles=tuple(role.value for role in Role if any(role in one.roles for one in group.members)),
        reasons=tuple(sorted({reason.value for one in group.members for reason in one.reasons})),
        mentions=len(group.members),
        joins=tuple(sorted(group.joins, key=lambda join: (join.label, join.key))),
        doubts=_doubts(group),
        mentioned=tuple(
            (one.id, tuple((value.label, value.digest) for value in one.values)) for one in group.members
        ),
        traits=group_traits,
    )


def _documents(members: Iterable[MentionGroup]) -> dict[bytes, tuple[int, ...]]:
    found: dict[bytes, tuple[int, ...]] = {}
    for one in members:
        for digest, place in one.documents.items():
            found[digest] = min(found.get(digest, place), place)
    return found


def _names(members: Iterable[MentionGroup]) -> tuple[str, ...]:
    """A whole name before one with an initial only."""
    found: Counter[tuple[bool, str]] = Counter()
    for one in members:
        if one.name is not None:
            found[one.name.initial_only, one.name.masked] += len(one.documents)
    ordered = sorted(found, key=lambda at: (at[0], -found[at], at[1]))
    return tuple(masked for _, masked in ordered)


def _strength(group: Group) -> Strength:
    known = any(value.digest not in group.shared for one in group.members for value in one.values
                if value.label in (*OWN, *SHARED))  # fmt: skip
    if known:
        return Strength.STRONG
    return Strength.MEDIUM if group.births and group.names else Strength.WEAK


def _holds(members: Sequence[MentionGroup]) -> tuple[HeldKind, ...]:
    values: defaultdict[str, dict[bytes, str]] = defaultdict(dict)
    places: defaultdict[str, set[bytes]] = defaultdict(set)
    for one in members:
        for value in one.values:
            known = values[value.label].get(value.digest, value.masked)
            values[value.label][value.digest] = min(known, value.masked)
        for label in {value.label for value in one.values}:
            places[label].update(one.documents)
    return tuple(
        HeldKind(
            label=label,
            distinct=len(values[label]),
            documents=min(len(places[label]), DOCUMENTS),
            examples=tuple(sorted(filter(None, values[label].values())))[:MASKED],
        )
        for label in sorted(values)
    )


def _doubts(group: Group) -> tuple[str, ...]:
    """What a person should look at before a letter is sent."""
    doubts = set(group.doubts)
    if len(different_names(group.names.values())) > 1:
        doubts.add("more than one name")
    doubts |= {f"more than one {label}" for label in OWN if len(group.own[label]) > 1}
    if len(group.births) > 1:
        doubts.add("more than one birth_date")
    return tuple(sorted(doubts))
