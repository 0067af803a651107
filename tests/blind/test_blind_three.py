"""The third set of the blind examination: what always holds, and what its one run found is still found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blind.exam import Exam, exams
from tests.blind.holds import examine
from tests.blind.run import loaded

THIRD = loaded(Path(__file__).parent / "third_run.json")


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in exams("three")])
def test_nothing_is_called_what_it_is_not_and_nothing_found_is_lost(exam: Exam, tmp_path: Path) -> None:
    examine(exam, tmp_path, THIRD[exam.name])
