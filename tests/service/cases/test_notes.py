from __future__ import annotations

from pathlib import Path

from leftopen.service.cases import notes
from tests.service.office import office

NUMBER = "891-23-4567"
"""Numbers that begin with 891 are never issued."""


def test_a_note_is_stored_masked_and_only_with_its_case(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        first = notes.add(workspace, "c1", "maria", f"their SSN: {NUMBER}")
        notes.add(workspace, "c2", "paul", "another case")
        second = notes.add(workspace, "c1", "paul", "called them")
        assert workspace.store.records.notes.of("c1") == [first, second]
    assert (first.by, second.by, second.text) == ("maria", "paul", "called them")
    assert "SSN" in first.text
    assert NUMBER not in first.text
