"""The blind examination: servers that nobody had in mind when the checks and shapes were written.

What always holds of the first set; what was found once the program had learnt from it is still found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blind.exam import Exam, exams
from tests.blind.holds import examine
from tests.blind.run import loaded

MENDED = loaded(Path(__file__).parent / "one_mended.json")


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in exams("one")])
def test_nothing_is_called_what_it_is_not_and_nothing_found_is_lost(exam: Exam, tmp_path: Path) -> None:
    examine(exam, tmp_path, MENDED[exam.name])
