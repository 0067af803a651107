"""What always holds of a server of the examination, whatever the program learns or forgets."""

from __future__ import annotations

from pathlib import Path

from tests.blind.answer import Answer, answered
from tests.blind.exam import Exam
from tests.servers.need import require


def examine(exam: Exam, folder: Path, earlier: Answer) -> None:
    """A closed server is never called open, one that anyone can read is never called closed, and what the
    earlier run found is still found."""
    require(exam.missing())
    answer = answered(exam, folder)
    assert not answer.twin_open, "a closed server is called open"
    assert not answer.false_closed, "a server that anyone can read is called closed"
    assert answer.found >= earlier.found, f"the earlier run found it; now: {answer.judged}"
