"""The fourth set of the blind examination: its truth is proven by a client that knows nothing of leftopen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.blind import prove
from tests.blind.exam import Exam, exams
from tests.servers.need import require

FOUR = exams("four")
PROOF = Path(__file__).parent / "four_proof.tsv"


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in FOUR])
def test_the_open_one_is_readable_and_the_closed_one_is_not(exam: Exam) -> None:
    require(exam.missing())
    assert prove.proven(exam).startswith(f"{exam.name}\t")


def test_all_forty_are_proven() -> None:
    lines = PROOF.read_text().splitlines()[1:]
    assert [line.partition("\t")[0] for line in lines] == [exam.name for exam in FOUR]
    assert Counter(exam.is_http for exam in FOUR) == {True: 35, False: 5}


def test_a_name_is_handed_over_for_the_fronts_that_do_not_tell_it() -> None:
    assert {exam.host for exam in FOUR if exam.handed} == {exam.host for exam in FOUR if exam.front == "name"}
    assert all(exam.host for exam in FOUR if exam.front in ("name", "name_tls"))
