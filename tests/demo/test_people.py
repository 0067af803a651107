"""The people of the mailbox: the generator's list of them is the one of the assessment's report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.demo.mails import SEED, Truth, write_mails
from leftopen.demo.proof_check import StoryFailed
from leftopen.demo.who_read import compare_people
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.model.assessment import Depth
from tests.impact.people.joined import AffectedPeople, affected
from tests.tier import tier

KEY = b"k" * 32


@pytest.fixture(scope="module")
def reader() -> Iterator[UnitReader]:
    handle = new_memory()
    position = SharedPosition(handle)
    yield UnitReader(Contents.build(catalogue.detectors(), catalogue.readers(), KEY), position)
    position.close()
    os.close(handle)


def report(reader: UnitReader, folder: Path, seed: int) -> tuple[AffectedPeople, Truth]:
    mails, truth = write_mails(seed)
    for number, mail in enumerate(mails):
        (folder / f"{number:03}.eml").write_bytes(mail)
    found, index = inventory([folder]), MentionIndex()
    for unit in found.units:
        index.add(reader.read(unit, dict(enumerate(found.files)), Depth.DEEP))
    return affected(index), truth


@pytest.mark.parametrize("seed", [SEED, *range(1, tier(1, 10))])
def test_the_report_has_the_people_who_wrote_and_no_others(
    reader: UnitReader, tmp_path: Path, seed: int
) -> None:
    found, truth = report(reader, tmp_path, seed)
    assert len(truth.people) > 40
    compare_people(found.people, found.linked.get("email_address", set()), truth.people, KEY)
    number = bytes.fromhex(of_value(KEY, "us_ssn", truth.form_ssn.replace("-", ""))[:32])
    assert found.linked["us_ssn"] == {number}


def test_one_person_more_or_less_is_noticed(reader: UnitReader, tmp_path: Path) -> None:
    found, truth = report(reader, tmp_path, SEED)
    for other in (truth.people - {min(truth.people)}, truth.people | {"nobody@one.example"}):
        with pytest.raises(StoryFailed):
            compare_people(found.people, found.linked.get("email_address", set()), other, KEY)
