"""What happens next with a case, and when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from leftopen.cases import event_schema
from leftopen.model.case import CaseEventKind
from leftopen.model.monitor import Monitor
from leftopen.present.timestamps import format_utc
from leftopen.service.cases.decisions import decide
from leftopen.service.monitoring import monitors
from leftopen.service.notices.scheduled_actions import ScheduledActionKind as Kind
from leftopen.service.notices.scheduled_actions import action_text, scheduled_actions
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.monitors import MonitorWriter
from tests.cases.made_up import detected_body
from tests.service.office import office

ONE = "a1" * 16


def of(workspace: Workspace) -> list[tuple[Kind, str]]:
    case, events = Cases(workspace.store.records).get(ONE), Cases(workspace.store.records).events(ONE)
    return [
        (one.kind, action_text(one)) for one in scheduled_actions(workspace, case, event_schema.looks(events))
    ]


def watched(workspace: Workspace) -> Monitor:
    now = workspace.clock()
    made = Monitor(
        id="9d", name="dmz", targets=("192.0.2.0/24",), ports="top", every=3600, created=now,
        created_by="a test", runs=1, asked=("192.0.2.0/24",), asked_ports="top", last_run=now,
    )  # fmt: skip
    MonitorWriter(Changes(workspace.store.records)).add(made, monitors.job_of(workspace, made), 9)
    return made


def test_dates_and_checks_in_the_order_of_time(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        now, writer = workspace.clock(), CaseWriter(Changes(workspace.store.records))
        body = detected_body(at=format_utc(now))
        writer.append(ONE, CaseEventKind.DETECTED, now, "leftopen", body)
        assert [kind for kind, _ in of(workspace)] == [Kind.DUE, Kind.UNWATCHED]
        watched(workspace)
        decide(workspace, ONE, CaseEventKind.ACKNOWLEDGED, {"promised": "2999-01-02T00:00:00.000000Z"})
        found = of(workspace)
        assert [kind for kind, _ in found] == [
            Kind.MONITOR, Kind.RECHECK, Kind.DUE, Kind.PROMISED,
        ]  # fmt: skip
        assert found[0][1].startswith("the monitor dmz runs again at ")
        assert (
            found[1][1] == f"the worker checks it again at {now + timedelta(hours=6):%Y-%m-%d %H:%M:%S} UTC"
        )
        assert found[3][1] == "the owner promised to close it by 2999-01-01"


def test_an_accepted_risk_ends_and_is_not_due(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        writer = CaseWriter(Changes(workspace.store.records))
        writer.append(ONE, CaseEventKind.DETECTED, workspace.clock(), "leftopen", detected_body())
        until = {"until": "2999-01-02T00:00:00.000000Z", "because": "an archive"}
        decide(workspace, ONE, CaseEventKind.ACCEPTED, until)
        assert [text for kind, text in of(workspace) if kind is Kind.ACCEPTED] == [
            "the risk is accepted until 2999-01-01; then the case counts as open again"
        ]
        assert Kind.DUE not in [kind for kind, _ in of(workspace)]


def test_what_is_overdue_says_so_and_a_false_positive_waits_for_nothing(tmp_path: Path) -> None:
    with office(tmp_path, due_critical=1) as workspace:
        writer = CaseWriter(Changes(workspace.store.records))
        long_ago = workspace.clock() - timedelta(days=9)
        writer.append(ONE, CaseEventKind.DETECTED, long_ago, "leftopen", detected_body())
        [due, _] = of(workspace)
        assert due[1].endswith(" (overdue)")
        decide(workspace, ONE, CaseEventKind.MARKED_FALSE, {"because": "ours"})
        assert of(workspace) == []
