"""The blind examination: servers that nobody had in mind when the checks and shapes were written.

What always holds: a closed server is never called open, one that anyone can read is never called closed, and
what the first run found is still found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blind.answer import answered
from tests.blind.exam import Exam, exams
from tests.blind.run import loaded
from tests.servers.need import require

FIRST = loaded(Path(__file__).parent / "first_run.json")

METADATA = {"fathom_server": ("api_description",)}
"""Where the first run called a closed twin open, for metadata that anyone can read while the data is refused.
It is no excuse for another one, and it must go from here once the program no longer says so."""


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in exams()])
def test_nothing_is_called_what_it_is_not_and_nothing_found_is_lost(exam: Exam, tmp_path: Path) -> None:
    require(exam.missing())
    answer = answered(exam, tmp_path)
    assert answer.twin_open == METADATA.get(exam.name, ()), "a closed server is called open"
    assert not answer.false_closed, "a server that anyone can read is called closed"
    assert answer.found >= FIRST[exam.name].found, f"the first run found it; now: {answer.judged}"
