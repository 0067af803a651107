"""The third set of the blind examination: what always holds; what was found once the program had learnt from
it is still found, and what it still misses is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blind.exam import Exam, exams
from tests.blind.holds import examine
from tests.blind.run import loaded

MENDED = loaded(Path(__file__).parent / "three_mended.json")
MISSED = {
    "redis_commander": "its script asks for keys by a name that another answer gives under another key",
    "groonga": "its script is read in part, and its lists of lists are no rows",
    "bull_arena": "its queue is named with a word that acts, and such a link is not followed",
    "droopy": "it answers every path with its listing, and what answers everything proves nothing",
}


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in exams("three")])
def test_nothing_is_called_what_it_is_not_and_nothing_found_is_lost(exam: Exam, tmp_path: Path) -> None:
    examine(exam, tmp_path, MENDED[exam.name])


def test_what_is_missed_is_known() -> None:
    assert {name for name, answer in MENDED.items() if not answer.found} == set(MISSED)
