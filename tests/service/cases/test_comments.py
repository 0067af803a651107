"""A comment: an event in the chain, and a masked text that can be erased."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete

from leftopen.errors import BadRequest, NotFound
from leftopen.model.case import CaseEventKind
from leftopen.service.cases.comments import LONGEST, comment
from leftopen.service.cases.timeline import timeline
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.notes import Notes, NoteWriter, notes
from leftopen.store.records.entities.identity.audit import Audit
from tests.cases.made_up import START, detected_body
from tests.service.office import office

NUMBER = "891-23-4567"
"""Numbers that begin with 891 are never issued."""
ONE, OTHER = "a1" * 16, "b2" * 16


def test_a_comment_is_an_event_of_its_case_and_its_text_is_masked(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        writer = CaseWriter(Changes(workspace.store.records))
        for id in (ONE, OTHER):
            writer.append(id, CaseEventKind.DETECTED, START, "leftopen", detected_body())
        first = comment(workspace, ONE[:6], f"their SSN: {NUMBER}", by="maria")
        comment(workspace, OTHER, "another case", by="paul")
        second = comment(workspace, ONE, "called\r\nthem\x1b[2J", by="paul")
        records = workspace.store.records
        assert Notes(records).of(ONE) == [first, second]
        events = Cases(records).events(ONE)
        assert [event.body.get("note") for event in events] == [None, first.id, second.id]
        assert [(event.kind, event.actor) for event in events[1:]] == [
            ("commented", "maria"),
            ("commented", "paul"),
        ]
        assert Cases(records).verify_chain() == (5, "")
        assert [entry.what for entry in Audit(records).list(2)] == ["comment", "comment"]
    assert "SSN" in first.text
    assert NUMBER not in first.text
    assert second.text.startswith("called\nthem")
    assert "\x1b" not in second.text


def test_an_erased_text_leaves_its_event_and_a_note_of_an_older_version_is_there(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        records = workspace.store.records
        writer = Changes(records)
        CaseWriter(writer).append(ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body())
        kept = comment(workspace, ONE, "kept", by="maria")
        gone = comment(workspace, ONE, "gone", by="maria")
        with records.database.write() as connection:
            connection.execute(delete(notes.rows).where(notes.c.id == gone.id))
        older = type(kept)(id="0f" * 8, case=ONE, at=workspace.clock(), by="paul", text="older")
        NoteWriter(writer).put(older)
        entries = timeline(Cases(records).events(ONE), (), Notes(records).of(ONE))
        assert Cases(records).verify_chain() == (3, "")
    assert [(entry.event is not None, entry.note) for entry in entries] == [
        (True, None), (True, kept), (True, None), (False, older)
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST + 1)])
def test_an_empty_or_too_long_comment_is_refused(tmp_path: Path, text: str) -> None:
    with office(tmp_path) as workspace:
        writer = CaseWriter(Changes(workspace.store.records))
        writer.append(ONE, CaseEventKind.DETECTED, START, "leftopen", detected_body())
        with pytest.raises(BadRequest, match="1 to 2000 characters"):
            comment(workspace, ONE, text, by="maria")
        with pytest.raises(NotFound):
            comment(workspace, "ffff", "called them", by="maria")
        assert Notes(workspace.store.records).of(ONE) == []
