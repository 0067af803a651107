"""From documents to persons, against the truth: who is found, who is merged wrongly, who is split."""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.people.join import Joiner
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.model.assessment import Depth, UnitResult
from tests.impact.people import truth
from tests.impact.people.joined import AffectedPeople, affected
from tests.tier import tier

KEY = b"k" * 32
COUNT = tier(300, 2_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    people: list[truth.Someone]
    results: list[UnitResult]
    found: AffectedPeople
    owners: dict[bytes, int]

    def clusters(self) -> list[Counter[int]]:
        """Of each person found: whose numbers and addresses they are."""
        index = gathered(self.results)
        return [
            Counter(
                self.owners[value.digest]
                for one in group.members
                for value in one.values
                if value.digest in self.owners
            )
            for group in Joiner().join(index.mentions.values())
        ]


def gathered(results: list[UnitResult]) -> MentionIndex:
    index = MentionIndex()
    for result in results:
        index.add(result)
    return index


def read(folder: Path) -> list[UnitResult]:
    """Each file as a unit of its own."""
    handle = new_memory()
    position = SharedPosition(handle)
    reader = UnitReader(Contents.build(catalogue.detectors(), catalogue.readers(), KEY), position)
    results = []
    for file in sorted(folder.iterdir()):
        found = inventory([file])
        results.append(reader.read(found.units[0], dict(enumerate(found.files)), Depth.DEEP))
    position.close()
    os.close(handle)
    return results


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder, rng = tmp_path_factory.mktemp("store"), random.Random(19)
    people = truth.people(rng, COUNT)
    for name, content in truth.documents(rng, people):
        (folder / name).write_bytes(content)
    results = read(folder)
    return Case(people=people, results=results, found=affected(gathered(results)), owners=owners(people))


def owners(people: list[truth.Someone]) -> dict[bytes, int]:
    both = truth.shared(people)
    found: dict[bytes, int] = {}
    for one in people:
        for label, value in (("us_ssn", one.ssn), ("dod_id", one.dod), ("email_address", one.mail)):
            if value not in both:
                found[bytes.fromhex(of_value(KEY, label, value)[:32])] = one.number
    return found


def test_found_merged_and_split(case: Case) -> None:
    clusters = case.clusters()
    of_person: defaultdict[int, int] = defaultdict(int)
    for cluster in clusters:
        for number in cluster:
            of_person[number] += 1
    merged = sum(len(cluster) > 1 for cluster in clusters)
    split = sum(times > 1 for times in of_person.values())
    print(f"found {len(of_person)} merged {merged} split {split} count {case.found.certain}")
    assert len(of_person) >= 0.97 * COUNT
    assert merged <= 0.005 * COUNT
    assert split <= 0.03 * COUNT


def test_the_count_is_near_and_the_bounds_hold(case: Case) -> None:
    assert case.found.at_least <= COUNT <= case.found.at_most
    assert abs(case.found.certain - COUNT) <= 0.02 * COUNT
    assert case.found.complete


def test_any_order_of_units_gives_the_same_people(case: Case) -> None:
    for seed in range(3):
        shuffled = random.Random(seed).sample(case.results, len(case.results))
        assert affected(gathered(shuffled)) == case.found


def test_nothing_raw_is_in_the_results(case: Case) -> None:
    stored = b"".join(msgspec.msgpack.encode(result) for result in case.results)
    stored += msgspec.json.encode(case.found.people)
    text = stored.decode("utf-8", "replace").lower()
    for one in case.people:
        local = one.mail.partition("@")[0]
        for raw in (one.ssn, f"{one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}", one.dod, local, one.phone):
            assert raw not in text
        if len(one.last) > 3:
            assert one.last.lower() not in text
