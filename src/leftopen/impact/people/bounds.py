"""How many people data concerns: the one place that counts them, with a lower and an upper bound.

*At least*: the most different numbers of one kind that people have, such as the French NIR or the SSN, if no
hit of it is doubtful; or the people whose names differ, those of one name apart by their numbers or birth
dates. *At most*: each person of the list, counted as often as they have different names, birth dates or
numbers, and each value that is tied to nobody. Where anything was not read it is not known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.impact.people.join import Group, different_names
from leftopen.impact.people.loose import LooseCounts
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.people import PersonValue
from leftopen.model.severity import Severity

BIRTH = "birth_date"
NOBODY = -1
Sure = Callable[[str, bytes], bool]
"""Of a kind of number and a digest: is any hit of it not doubtful?"""


def identifies(detector: Detector) -> bool:
    """A number by which one person is told from others; an address may be of several, a person has several
    cards and accounts."""
    strong = detector.personal and detector.severity.rank >= Severity.HIGH.rank
    return strong and detector.category is Category.IDENTITY


def numbers(detectors: Mapping[str, Detector]) -> frozenset[str]:
    """The kinds of data that are such numbers."""
    return frozenset(name for name, one in detectors.items() if identifies(one))


def owned_numbers(detectors: Mapping[str, Detector]) -> frozenset[str]:
    """Numbers of which each may be another person's: those, and of accounts and cards."""
    finance = (name for name, one in detectors.items() if one.personal and one.category is Category.FINANCE)
    return numbers(detectors) | frozenset(finance)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleBounds:
    """`people` is the best count. In truth there are `at_least` and `at_most` so many; `at_most` is None
    where that is not known."""

    people: int
    at_least: int
    at_most: int | None


NONE = PeopleBounds(people=0, at_least=0, at_most=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """By what one person of the list is told from others. Those of one `kin` may be one person, unless both
    have an `apart` and these differ; of another kin they are others. `numbers`: by kind, equal for those that
    may be one number's. `most`: as many people this may be."""

    kin: int = NOBODY
    apart: int = NOBODY
    numbers: Mapping[str, int] = field(default_factory=dict)
    most: int = 1


def traits(groups: Sequence[Group], detectors: Mapping[str, Detector], sure: Sure) -> Iterator[Traits]:
    """Of each group, in their order. `sure`: is any hit of this number not doubtful?"""
    kinds, owned = numbers(detectors), owned_numbers(detectors)
    evidence = [_told(group, kinds, sure) for group in groups]
    by_kind = {
        label: _classes([one.get(label, ()) for one in evidence])
        for label in {name for one in evidence for name in one}
    }
    kin = _kin(groups, evidence)
    apart = _apart(kin, by_kind)
    for at, group in enumerate(groups):
        yield Traits(
            kin=kin[at],
            apart=apart[at],
            numbers={name: of[at] for name, of in by_kind.items() if name in kinds and of[at] != NOBODY},
            most=_most(group, owned),
        )


def _told(group: Group, kinds: Collection[str], sure: Sure) -> dict[str, set[bytes]]:
    """Numbers and birth dates by kind."""
    found: defaultdict[str, set[bytes]] = defaultdict(set)
    for value in _values(group):
        if value.label in kinds and value.digest not in group.shared and sure(value.label, value.digest):
            found[value.label].add(value.digest)
    if group.births:
        found[BIRTH] |= group.births
    return dict(found)


def _kin(groups: Sequence[Group], evidence: Sequence[Mapping[str, set[bytes]]]) -> list[int]:
    """Of those with a whole name. Who has an equal name is of one kin; so is who has an equal number, or any
    other equal value and the same first or last name, because people marry and are called Bob."""
    often = Counter(digest for group in groups for digest in {value.digest for value in _values(group)})
    twice = {digest for digest, count in often.items() if count > 1 and digest}
    return _classes(
        [
            list(_ties(group, mine, twice)) if _whole(group) else ()
            for group, mine in zip(groups, evidence, strict=True)
        ]
    )


def _values(group: Group) -> Iterator[PersonValue]:
    return (value for one in group.members for value in one.values)


def _whole(group: Group) -> bool:
    return any(not name.initial_only for name in group.names.values())


def _ties(group: Group, evidence: Mapping[str, set[bytes]], twice: set[bytes]) -> Iterator[Hashable]:
    yield from (name.full for name in group.names.values() if not name.initial_only)
    yield from (digest for label, mine in evidence.items() if label != BIRTH for digest in mine)
    parts = {part for name in group.names.values() for part in (name.family, name.masked.partition(" ")[0])}
    shared = {value.digest for value in _values(group)} & twice
    yield from ((digest, part) for digest in shared for part in parts)


def _apart(kin: Sequence[int], by_kind: Mapping[str, Sequence[int]]) -> list[int]:
    """Of each: the class of the kind of number, or birth date, that tells the most of its kin apart."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(kin):
        if one != NOBODY:
            members[one].append(at)
    found = [NOBODY] * len(kin)
    serial: dict[tuple[int, str, int], int] = {}
    for one, ats in members.items():
        if len(ats) < 2:
            continue
        label = max(sorted(by_kind), key=lambda name: len(_different(by_kind[name], ats)), default="")
        if label and len(_different(by_kind[label], ats)) > 1:
            for at in ats:
                if (its := by_kind[label][at]) != NOBODY:
                    found[at] = serial.setdefault((one, label, its), len(serial))
    return found


def _different(classes: Sequence[int], ats: Iterable[int]) -> set[int]:
    return {classes[at] for at in ats} - {NOBODY}


def _classes(keys_of: Sequence[Collection[Hashable]]) -> list[int]:
    """The class of each: those with an equal key are in one; NOBODY of those without keys."""
    above = list(range(len(keys_of)))
    first: dict[Hashable, int] = {}
    for at, keys in enumerate(keys_of):
        for key in keys:
            one, other = _root(above, at), _root(above, first.setdefault(key, at))
            above[max(one, other)] = min(one, other)
    return [_root(above, at) if keys else NOBODY for at, keys in enumerate(keys_of)]


def _root(above: list[int], at: int) -> int:
    while above[at] != at:
        above[at] = above[above[at]]
        at = above[at]
    return at


def _most(group: Group, owned: Collection[str]) -> int:
    different = {(value.label, value.digest) for value in _values(group) if value.label in owned}
    values = Counter(label for label, _ in different)
    names = len(different_names(group.names.values())) if len(group.names) > 1 else 1
    return max(1, names, len(group.births), *values.values())


@dataclass(slots=True)
class PeopleTally:
    """Add each person of the list once; then ask for the bounds, with the values that are tied to nobody."""

    people: int = 0
    certain: int = 0
    _most: int = 0
    _kin: set[int] = field(default_factory=set)
    _told: set[int] = field(default_factory=set)
    _apart: set[int] = field(default_factory=set)
    _numbers: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, one: Traits, *, certain: bool) -> None:
        """`certain`: is this one told from others of the same name?"""
        self.people += 1
        self.certain += certain
        self._most += one.most
        if one.kin != NOBODY:
            self._kin.add(one.kin)
        if one.apart != NOBODY:
            self._told.add(one.kin)
            self._apart.add(one.apart)
        for label, its in one.numbers.items():
            self._numbers[label].add(its)

    def bounds(self, loose: LooseCounts, *, known: bool) -> PeopleBounds:
        """`known`: was everything read?"""
        named = len(self._apart) + len(self._kin - self._told)
        labels = {*self._numbers, *loose.sure}
        least = max([named, *(len(self._numbers[label]) + loose.sure.get(label, 0) for label in labels)])
        return PeopleBounds(
            people=max(self.certain, least),
            at_least=least,
            at_most=self._most + loose.total if known else None,
        )
