"""What waits for a person is counted, among those cases that the person may see."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from leftopen.model.case import CaseEventKind
from leftopen.model.response import Word
from leftopen.service.cases.case_list import known_cases
from leftopen.service.respond import log
from leftopen.service.respond.tasks import Task, tasks
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from tests.cases.made_up import detected_body
from tests.service.office import office

ONE = "a1" * 16


def named(found: list[Task]) -> dict[str, int]:
    return {task.name: task.count for task in found}


def test_what_is_overdue_waits_for_a_person_who_may_see_it(tmp_path: Path) -> None:
    with office(tmp_path, due_critical=1) as workspace:
        assert tasks(workspace, known_cases(workspace), []) == []
        long_ago = workspace.clock() - timedelta(days=9)
        CaseWriter(Changes(workspace.store.records)).append(
            ONE, CaseEventKind.DETECTED, long_ago, "leftopen", detected_body()
        )
        assert named(tasks(workspace, known_cases(workspace), [])) == {"overdue": 1}
        assert tasks(workspace, [], []) == []


def test_the_deadline_of_a_law_waits_once_it_runs_and_ends_soon(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        CaseWriter(Changes(workspace.store.records)).append(
            ONE, CaseEventKind.DETECTED, workspace.clock(), "leftopen", detected_body()
        )
        log.moment(workspace, ONE, "aware", workspace.clock() - timedelta(hours=60), "a call")
        assert tasks(workspace, known_cases(workspace), []) == []
        log.answer(workspace, ONE, "gdpr", Word.YES, "")
        assert named(tasks(workspace, known_cases(workspace), [])) == {"deadlines": 1}
