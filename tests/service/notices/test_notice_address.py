"""One notice for a server at several addresses: whose case it names, and in which cases it is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.errors import NotAllowed
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.severity import Severity
from leftopen.service.notices.notify import NotificationResult, notify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from tests.service.office import office
from tests.web.console.furnished import found, observed, opened_case

SOC = "mailto:soc@example.org"


@contextmanager
def three(folder: Path) -> Iterator[tuple[Workspace, list[Case]]]:
    """One server at three addresses."""
    with SmtpSink() as sink:
        to = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
        with office(folder, mail_from="leftopen@example.org", contact="soc@example.org", **to) as workspace:
            yield workspace, [at(workspace, number) for number in (1, 2, 3)]


def at(workspace: Workspace, number: int) -> Case:
    o = observed(f"198.51.100.{number}", 1080, workspace.clock(), "mail", identity="tls-key:SHA256:1")
    return opened_case(workspace, found(o, "mailbox_web_open", workspace.clock(), Severity.HIGH, ()))


def answer(workspace: Workspace, case: Case, *, repeat: bool = False) -> NotificationResult:
    return asyncio.run(notify(workspace, case.id, via=SOC, repeat=repeat))


def notices(workspace: Workspace, case: Case) -> list[str]:
    events = Cases(workspace.store.records).events(case.id)
    return [str(event.body["notice"]) for event in events if event.kind is CaseEventKind.NOTIFIED]


def test_one_notice_names_every_address_and_is_an_event_of_each_case(tmp_path: Path) -> None:
    with three(tmp_path) as (workspace, cases):
        sent = answer(workspace, cases[2])
        assert all(case.endpoint in sent.notice.text for case in cases)
        assert sent.notice.case == cases[0].id
        assert [notices(workspace, case) for case in cases] == [[sent.notice.id]] * 3
        states = [Cases(workspace.store.records).get(case.id).state for case in cases]
        assert states == [CaseState.NOTIFIED] * 3
        for case in cases:
            with pytest.raises(NotAllowed, match="already notified"):
                answer(workspace, case)


def test_a_new_address_needs_its_own_and_a_closed_one_none(tmp_path: Path) -> None:
    with three(tmp_path) as (workspace, cases):
        writer = CaseWriter(Changes(workspace.store.records))
        body = {"because": "scrapped"}
        writer.append(cases[1].id, CaseEventKind.CLOSED_BY_WORD, workspace.clock(), "maria", body)
        first = answer(workspace, cases[0])
        assert cases[1].endpoint not in first.notice.text
        assert notices(workspace, cases[1]) == []
        new = at(workspace, 4)
        second = answer(workspace, new)
        assert (second.notice.case, notices(workspace, new)) == (new.id, [second.notice.id])
        assert notices(workspace, cases[0]) == [first.notice.id]
        again = answer(workspace, cases[0], repeat=True)
        assert [len(notices(workspace, case)) for case in (cases[0], cases[2], new)] == [2, 2, 2]
        assert len({first.notice.id, second.notice.id, again.notice.id}) == 3


def test_only_what_the_user_may_see_is_named(tmp_path: Path) -> None:
    with three(tmp_path) as (workspace, cases):
        sees = {cases[1].address, cases[2].address}.__contains__
        sent = asyncio.run(notify(workspace, cases[2].id, via=SOC, sees=sees))
        assert cases[0].endpoint not in sent.notice.text
        assert [len(notices(workspace, case)) for case in cases] == [0, 1, 1]
