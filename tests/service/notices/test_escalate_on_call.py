"""The ladder tells who is on call at the time, and knows working hours; a broken calendar silences nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.model.case import Case
from leftopen.model.outbox import WAITING
from leftopen.model.scope import NotifyPolicy
from leftopen.model.severity import Severity
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.notices import escalate
from leftopen.service.organisations import on_call, organisations
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.outbox import Outbox
from tests.formats.calendars import calendar, shift
from tests.service.notices.test_escalate import ended
from tests.service.office import SENDER, office
from tests.web.console.conftest import Clock
from tests.web.console.furnished import found, observed, opened_case

TEAM, SOC = "Example Corps", "mailto:soc@example.org"
JANE, OMAR = "mailto:jane@example.org", "mailto:omar@example.org"
HOURS = "Mon-Fri 08:00-18:00"


@contextmanager
def watched(
    folder: Path, severity: Severity, *, hours: str = "", start: datetime | None = None
) -> Iterator[tuple[Workspace, Case, Clock]]:
    """One open case of an organisation with two people on call, a day each."""
    clock = Clock()
    if start is not None:
        clock.ahead += start - clock()
    with office(folder, clock, **SENDER) as workspace:
        organisations.add(workspace, TEAM, by="jane", contacts=[SOC], hours=hours)
        now = workspace.clock()
        allowed = record(
            "198.51.100.0/24", authorised_by="A.", until=None, now=now, org=TEAM, notify=NotifyPolicy.AUTO
        )
        scopes.add(workspace, [allowed])
        o = observed("198.51.100.1", 1080, now, "mail", identity="tls-key:SHA256:1")
        yield workspace, opened_case(workspace, found(o, "mailbox_web_open", now, severity, ())), clock


def rota(workspace: Workspace, file: Path) -> None:
    """Jane for a day, then Omar for a day."""
    texts = []
    for number, who in enumerate(("jane@example.org", "omar@example.org")):
        start = workspace.clock() + timedelta(days=number)
        times = [(start + timedelta(days=day)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for day in (0, 1)]
        texts.append(shift(who, times[0], times[1]))
    file.write_bytes(calendar(*texts))
    asyncio.run(on_call.set_calendar(workspace, TEAM, str(file), by="jane"))


def answer(workspace: Workspace) -> list[str]:
    messages = Outbox(workspace.store.records).list()
    return [one.notice.to for one in sorted(messages, key=lambda one: one.notice.written)]


def test_who_is_on_call_at_the_time_is_told_then_the_others(tmp_path: Path) -> None:
    with watched(tmp_path, Severity.HIGH) as (workspace, case, clock):
        rota(workspace, tmp_path / "rota.ics")
        memory = escalate.EscalationMemory()
        assert escalate.run(workspace, memory).told == 1
        ended(workspace)
        plan = escalate.plan(workspace, case)
        assert plan is not None
        assert plan.to == SOC, "Jane was told, and is on call still at that time"
        clock.ahead += timedelta(days=1)
        plan = escalate.plan(workspace, case)
        assert plan is not None
        assert plan.to == OMAR
        assert escalate.run(workspace, memory).told == 1
        ended(workspace)
        clock.ahead += timedelta(days=2)
        assert escalate.run(workspace, memory).told == 1
        assert answer(workspace) == [JANE, OMAR, SOC]


def test_a_new_shift_is_told_when_everybody_else_was(tmp_path: Path) -> None:
    with watched(tmp_path, Severity.CRITICAL) as (workspace, _, clock):
        rota(workspace, tmp_path / "rota.ics")
        memory = escalate.EscalationMemory()
        for _ in range(4):
            escalate.run(workspace, memory)
            ended(workspace)
            clock.ahead += timedelta(minutes=31)
        assert answer(workspace) == [JANE, SOC]
        assert memory.next is not None
        clock.ahead += memory.next - clock()
        assert escalate.run(workspace, memory).told == 1
        assert answer(workspace) == [JANE, SOC, OMAR]


def test_without_a_readable_calendar_the_contacts_are_told_and_the_audit_says_so(tmp_path: Path) -> None:
    with watched(tmp_path, Severity.HIGH) as (workspace, case, clock):
        rota(workspace, tmp_path / "rota.ics")
        (tmp_path / "rota.ics").write_bytes(b"gone")
        clock.ahead += on_call.AHEAD
        asyncio.run(on_call.refresh(workspace))
        escalate.run(workspace, escalate.EscalationMemory())
        assert answer(workspace) == [SOC]
        [entry] = [one for one in Audit(workspace.store.records).list(20) if one.what == "notice"]
        assert entry.subject == case.id
        assert entry.clause.endswith("; the on-call calendar of Example Corps could not be read")


def test_on_a_saturday_what_is_not_urgent_waits_for_monday(tmp_path: Path) -> None:
    saturday = datetime(2026, 11, 28, 10, tzinfo=UTC)
    with watched(tmp_path, Severity.MEDIUM, hours=HOURS, start=saturday) as (workspace, case, clock):
        memory = escalate.EscalationMemory()
        assert escalate.run(workspace, memory).told == 0
        plan = escalate.plan(workspace, case)
        assert plan is not None
        assert plan.due == memory.next == datetime(2026, 11, 30, 8, tzinfo=UTC)
        clock.ahead += plan.due - clock()
        assert escalate.run(workspace, memory).told == 1


def test_on_a_saturday_what_is_critical_goes_to_who_is_on_call(tmp_path: Path) -> None:
    saturday = datetime(2026, 11, 28, 10, tzinfo=UTC)
    with watched(tmp_path, Severity.CRITICAL, hours=HOURS, start=saturday) as (workspace, _, _clock):
        organisations.add(workspace, "Ministry", by="jane", contacts=["mailto:top@example.org"])
        change = organisations.OrganisationChange(parent="Ministry")
        organisations.change(workspace, TEAM, change, by="jane")
        escalate.run(workspace, escalate.EscalationMemory())
        assert answer(workspace) == ["mailto:top@example.org"], "it has no hours"
        [waits] = Outbox(workspace.store.records).list(states=WAITING)
        assert waits.delivery.urgent
