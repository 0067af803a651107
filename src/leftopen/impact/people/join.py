"""Mentions to persons, in an order that depends on the mentions alone.

1. A number that one person has (SSN, DoD ID) joins, whatever the names; more than one name is a doubt.
2. A mail address, account, passport or other number joins mentions whose names agree; families and offices
   share addresses.
3. A name with a birth date joins, and a name with a telephone that nobody of another name has.

A name alone never joins, and nothing joins two persons with different numbers of one kind, except such a
number of another kind (a doubt). Every join keeps its reason and its strength.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from leftopen.impact.people.mention_index import MentionGroup
from leftopen.model.people import MaskedName

OWN = ("us_ssn", "dod_id")
"""Numbers that one person has, and has one of."""
SHARED = (
    "email_address", "iban", "payment_card", "us_passport", "uk_passport", "de_passport", "fr_passport",
    "passport_mrz", "driver_license", "us_itin", "us_medicare", "medical_record_number", "uk_nino", "uk_nhs",
    "ca_sin", "de_tax_id", "fr_nir", "fr_rib", "ch_ahv", "be_national_number", "es_dni", "it_codice_fiscale",
    "nl_bsn", "us_bank_account", "pl_pesel", "se_personnummer",
)  # fmt: skip
"""What a person is known by, and others may use too, or have by a mistake in writing: names must agree."""
NAMES = 3
"""A number with more names than these is no person's: a placeholder, or the number of an office."""

OTHERS = 20
"""An address with more names, or of more people told apart by their numbers, than these identifies nobody."""

UNLIKE = 200
"""Mentions of one address that differ in name, number or birth date; with more, it identifies nobody. Each is
compared with each, and a table of one address could hold a hundred thousand."""


class Strength(StrEnum):
    STRONG = "strong"
    """By a number or an address."""
    MEDIUM = "medium"
    """By name and birth date."""
    WEAK = "weak"
    """Nothing that could tell this person from another of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """`key`: the digest that mentions have in common; `mentions`: how many distinct ones."""

    label: str
    key: bytes
    strength: Strength
    mentions: int


@dataclass(slots=True, kw_only=True)
class Group:
    """Mentions of one person. `own`: digests of numbers by label; `shared`: an address that other people use
    too, so that it does not identify this one."""

    id: bytes
    members: list[MentionGroup]
    own: dict[str, set[bytes]]
    births: set[bytes]
    names: dict[bytes, MaskedName]
    joins: list[Join] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    shared: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Joiner:
    """For one set of mentions. Of two groups the smaller joins the larger."""

    _of: dict[bytes, Group] = field(default_factory=dict)

    def join(self, mentions: Iterable[MentionGroup]) -> list[Group]:
        """The persons, in the order of their ids."""
        ordered = sorted(mentions, key=lambda one: one.id)
        for one in ordered:
            self._of[one.id] = _alone(one)
        for label in OWN:
            for key, met in _grouped(_values(ordered, label)):
                self._by_number(label, key, met)
        for label in SHARED:
            for key, met in _grouped(_values(ordered, label)):
                self._agreeing(label, key, met, Strength.STRONG)
        for key, met in _grouped(_births(ordered)):
            if len(met) > 1:
                self._agreeing("name and birth_date", key, met, Strength.MEDIUM)
        for key, met in _grouped(_values((one for one in ordered if _is_named(one)), "phone")):
            if len(met) > 1 and len({one.name.full for one in met if one.name}) == 1:
                self._agreeing("name and phone", key, met, Strength.MEDIUM)
        groups = {id(group): group for group in self._of.values()}
        return sorted(groups.values(), key=lambda group: group.id)

    def _by_number(self, label: str, key: bytes, met: Sequence[MentionGroup]) -> None:
        groups = self._groups(met)
        if len(different_names([name for group in groups for name in group.names.values()])) > NAMES:
            for group in groups:
                group.doubts.add(f"one {label} with more than {NAMES} names")
                group.shared.add(key)
                group.own[label].discard(key)
            return
        whole = self._together(groups)
        if len(met) > 1:
            whole.joins.append(Join(label=label, key=key, strength=Strength.STRONG, mentions=len(met)))

    def _agreeing(self, label: str, key: bytes, met: Sequence[MentionGroup], strength: Strength) -> None:
        """Groups join where nothing speaks against it; a group without a name, or with an initial only, joins
        the only one that it fits."""
        groups = sorted(self._groups(met), key=lambda one: (_vague(one), one.id))
        found = _clusters(groups)
        if found is None:
            for group in groups:
                group.shared.add(key)
            return
        clusters, loose = found
        of = {id(group): at for at, cluster in enumerate(clusters) for group in cluster}
        counts = Counter(of.get(id(self._of[one.id]), -1) for one in met)
        for at, cluster in enumerate(clusters):
            whole, count = self._together(cluster), counts[at]
            if count > 1:
                whole.joins.append(Join(label=label, key=key, strength=strength, mentions=count))
        for group in loose:
            group.shared.add(key)
        if len(clusters) + len(loose) > 1:
            for one in met:
                self._of[one.id].doubts.add(f"one {label} of several people")

    def _groups(self, met: Iterable[MentionGroup]) -> list[Group]:
        found = {id(self._of[one.id]): self._of[one.id] for one in met}
        return sorted(found.values(), key=lambda group: group.id)

    def _together(self, groups: Sequence[Group]) -> Group:
        largest = max(groups, key=lambda group: (len(group.members), group.id))
        for group in groups:
            if group is largest:
                continue
            for member in group.members:
                self._of[member.id] = largest
            largest.members += group.members
            for label, keys in group.own.items():
                largest.own[label] |= keys
            largest.births |= group.births
            largest.names |= group.names
            largest.joins += group.joins
            largest.doubts |= group.doubts
            largest.shared |= group.shared
            largest.id = min(largest.id, group.id)
        return largest


def _alone(one: MentionGroup) -> Group:
    own = {label: {value.digest for value in one.values if value.label == label} for label in OWN}
    births = {value.digest for value in one.values if value.label == "birth_date"}
    names = {one.name.full + one.name.middle.encode(): one.name} if one.name else {}
    return Group(id=one.id, members=[one], own=own, births=births, names=names)


def _grouped(keyed: Iterable[tuple[bytes, MentionGroup]]) -> list[tuple[bytes, list[MentionGroup]]]:
    """The mentions of each key, in the order of the keys."""
    found: defaultdict[bytes, list[MentionGroup]] = defaultdict(list)
    for key, one in keyed:
        found[key].append(one)
    return [(key, found[key]) for key in sorted(found)]


def _values(mentions: Iterable[MentionGroup], label: str) -> Iterator[tuple[bytes, MentionGroup]]:
    """Each under its digests of that label."""
    return ((value.digest, one) for one in mentions for value in one.values if value.label == label)


def _births(mentions: Iterable[MentionGroup]) -> Iterator[tuple[bytes, MentionGroup]]:
    """Each with a whole name under the digest of that with its birth date."""
    for one in mentions:
        if one.name is not None and _is_named(one):
            for birth, _ in _values([one], "birth_date"):
                yield hashlib.blake2b(one.name.full + birth, digest_size=16).digest(), one


def _is_named(one: MentionGroup) -> bool:
    """By more than an initial."""
    return one.name is not None and not one.name.initial_only


def _clusters(groups: Sequence[Group]) -> tuple[list[list[Group]], list[Group]] | None:
    """Groups that agree, and those that fit none or several. The vague come last. Of groups that are alike in
    all that is compared one is compared, and the others go with it. None where they are too many people."""
    if len(different_names(name for group in groups for name in group.names.values())) > OTHERS:
        return None
    same: defaultdict[_Told, list[Group]] = defaultdict(list)
    for group in groups:
        same[_told(group)].append(group)
    if len(same) > UNLIKE:
        return None
    clusters: list[list[Group]] = []
    loose: list[Group] = []
    for group in (of_one[0] for of_one in same.values()):
        fits = [one for one in clusters if all(_agree(group, other) for other in one)]
        if len(fits) == 1 or (fits and not _vague(group)):
            fits[0].append(group)
        elif not fits and (not _vague(group) or not clusters):
            clusters.append([group])
        else:
            loose.append(group)
    if len(clusters) > OTHERS:
        return None
    whole = [[one for group in cluster for one in same[_told(group)]] for cluster in clusters]
    return whole, [one for group in loose for one in same[_told(group)]]


_Told = tuple[tuple[frozenset[bytes], ...], frozenset[MaskedName]]


def _told(group: Group) -> _Told:
    """All by which `_agree` and `_vague` judge."""
    numbers = *(group.own[label] for label in OWN), group.births
    return tuple(map(frozenset, numbers)), frozenset(group.names.values())


def _vague(group: Group) -> bool:
    """Without a name, or with an initial only."""
    return all(name.initial_only for name in group.names.values())


def _agree(one: Group, other: Group) -> bool:
    """Does nothing speak against one person?"""
    if any(one.own[label] and other.own[label] and not one.own[label] & other.own[label] for label in OWN):
        return False
    if one.births and other.births and not one.births & other.births:
        return False
    if not one.names or not other.names:
        return True
    return any(is_same_name(a, b) for a in one.names.values() for b in other.names.values())


def is_same_name(one: MaskedName, other: MaskedName) -> bool:
    """The same name, or one that is the other's with an initial only."""
    if one.middle and other.middle and one.middle != other.middle:
        return False
    if one.full == other.full:
        return True
    short = one.initial_only or other.initial_only
    return short and one.family == other.family and one.masked[:1] == other.masked[:1]


def different_names(names: Iterable[MaskedName]) -> list[MaskedName]:
    """One for each name that is not like another, up to one more than `OTHERS`."""
    found: list[MaskedName] = []
    for name in sorted(names, key=lambda name: (name.initial_only, name.full, name.middle)):
        if not any(is_same_name(name, other) for other in found):
            found.append(name)
            if len(found) > OTHERS:
                break
    return found
