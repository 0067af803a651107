"""The papers of an office against their truth: who is found, who is merged, and whose each number is."""

from __future__ import annotations

import os
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.people.join import Group, Joiner
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.model.assessment import Depth, UnitResult
from tests.impact.people import paperwork
from tests.impact.people.joined import affected
from tests.tier import tier

KEY = b"k" * 32
COUNT = tier(200, 2_000)
ONE_HAS = ("us_ssn", "dod_id", "us_passport", "iban")
"""Kinds of which two people never have the same here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    people: list[paperwork.Someone]
    says: set[tuple[int, str]]
    groups: list[Group]
    certain: int
    bounds: tuple[int, int]


def digest(label: str, value: str) -> bytes:
    return bytes.fromhex(of_value(KEY, label, value)[:32])


def masked(one: paperwork.Someone) -> set[str]:
    """The name as it is shown, in either order."""
    parts = []
    for name in (one.first, one.last):
        parted = unicodedata.normalize("NFKD", name)
        bare = "".join(char for char in parted if char.isalpha())
        parts.append(bare[:1].upper() + "*" * (len(bare) - 1))
    return {" ".join(parts), " ".join(reversed(parts))}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder, rng = tmp_path_factory.mktemp("office"), random.Random(41)
    people = paperwork.people(rng, COUNT)
    says: set[tuple[int, str]] = set()
    for number, paper in enumerate(paperwork.papers(rng, people)):
        (folder / f"{number:06}-{paper.name}").write_bytes(paper.content)
        says.update(paper.says)
    index, counted = MentionIndex(), MentionIndex()
    for result in results(folder):
        index.add(result)
        counted.add(result)
    found = affected(counted)
    return Read(
        people=people,
        says=says,
        groups=Joiner().join(index.mentions.values()),
        certain=found.certain,
        bounds=(found.at_least, found.at_most),
    )


def results(folder: Path) -> Iterator[UnitResult]:
    handle = new_memory()
    position = SharedPosition(handle)
    reader = UnitReader(Contents.build(catalogue.detectors(), catalogue.readers(), KEY), position)
    found = inventory([folder])
    for unit in found.units:
        sources = {at: found.files[at] for at in unit.files}
        yield reader.read(unit, sources, Depth.DEEP)
    position.close()
    os.close(handle)


def values(group: Group, label: str) -> set[bytes]:
    return {value.digest for one in group.members for value in one.values if value.label == label}


def test_found_merged_and_right(case: Read) -> None:
    owners = {digest(label, one.value(label)): one.number for one in case.people for label in ONE_HAS}
    born = {
        (digest("birth_date", one.value("birth_date")), name): one.number
        for one in case.people
        for name in masked(one)
    }
    names = {one.number: masked(one) for one in case.people}
    times: defaultdict[int, int] = defaultdict(int)
    right: defaultdict[str, set[int]] = defaultdict(set)
    wrong = 0
    merged = []
    for group in case.groups:
        numbers = {at: label for label in ONE_HAS for at in values(group, label)}
        whose = Counter(owners.get(at, -1) for at in numbers)
        shown = {name.masked for name in group.names.values()}
        births = {
            born[birth, name]
            for birth in values(group, "birth_date")
            for name in shown
            if (birth, name) in born
        }
        if len(whose) > 1 or (births and whose and not set(whose) & births):
            merged.append((whose, births, shown))
        for at, label in numbers.items():
            owner = owners.get(at, -1)
            if owner >= 0 and len(whose) == 1 and shown & names[owner]:
                right[label].add(owner)
            elif shown:
                wrong += 1
        if len(births) == 1:
            right["birth_date"] |= births
        for owner in set(whose) | births:
            times[owner] += 1
    found = len(times.keys() - {-1})
    shares = {
        label: len({at for at, kind in case.says if kind == label and at in right[label]})
        / len({at for at, kind in case.says if kind == label})
        for label in paperwork.LABELS
    }
    split = sum(count - 1 for owner, count in times.items() if owner >= 0)
    print(
        f"found {found} of {COUNT}, merged {len(merged)}, wrong {wrong}, again {split},"
        f" certain {case.certain}, bounds {case.bounds}, right {shares}",
        merged[:5],
    )
    # The clerks are people with addresses too.
    assert case.bounds[0] <= COUNT + len(paperwork.CLERKS) <= case.bounds[1]
    assert merged == []
    assert wrong == 0
    assert found >= 0.98 * COUNT
    assert min(shares.values()) >= 0.90, shares
