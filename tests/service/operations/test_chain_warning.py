"""A broken chain is told to the default recipient once, and notices to owners go on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.jobs.kind import JobControl, JobResult
from leftopen.jobs.kinds.chain import AGAIN, kind
from leftopen.model.job import Job
from leftopen.model.outbox import DeliveryState, MessageKind
from leftopen.service.notices.notify import notify
from leftopen.service.operations.chain_warning import warn
from leftopen.service.respond import log
from leftopen.service.workspace.job_queue import WorkerQueue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.cases.signing.forgeries import forge
from tests.service.office import SENDER, found, office
from tests.service.respond.incident import CASE, begun

ADMIN = "mailto:admin@example.org"


def prepared(workspace: Workspace) -> None:
    begun(workspace)
    for what in ("tell the press", "tell the owner", "tell the authority"):
        log.decision(workspace, CASE, what, "it is so", by="maria")


def warnings(workspace: Workspace) -> list[tuple[str, str]]:
    found = Outbox(workspace.store.records).list(limit=50)
    return [(one.notice.to, one.notice.text) for one in found if one.delivery.kind is MessageKind.HEALTH]


def test_a_break_is_told_once_until_the_chain_is_intact_again(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER, notify=ADMIN) as workspace:
        prepared(workspace)
        answer = warn(workspace, "")
        assert (answer, warnings(workspace)) == ("4 events, chain intact", [])
        forge(workspace.data, CASE, "last events deleted")
        for _ in range(3):
            answer = warn(workspace, answer)
            # With every event the same break shows in another place.
            log.decision(workspace, CASE, "go on", "it is so", by="maria")
        [(to, text)] = warnings(workspace)
        assert to == ADMIN
        assert "the chain ends after event" in text
        assert "leftopen doctor" in text
        [entry] = [one for one in Audit(workspace.store.records).list(50) if one.what == "event chain broken"]
        assert "the chain ends after event" in entry.clause
        warn(workspace, "9 events, chain intact")
        assert len(warnings(workspace)) == 2


def test_without_a_recipient_the_audit_log_has_it(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER) as workspace:
        prepared(workspace)
        forge(workspace.data, CASE, "entry deleted")
        assert warn(workspace, "").startswith("broken: the response to case")
        assert warnings(workspace) == []
        assert "event chain broken" in [one.what for one in Audit(workspace.store.records).list(50)]


def test_a_notice_goes_on_and_adds_no_warning(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER, notify=ADMIN) as workspace:
        with Loopback() as loopback:
            case = found(workspace, loopback.serve(Redis()))
        forge(workspace.data, case.id, "first_open moved")
        answer = warn(workspace, "")
        asyncio.run(notify(workspace, case.id, via="mailto:owner@example.org", by="maria"))
        [sent] = Notices(workspace.store.records).of(case.id)
        assert (sent.notice.to, answer.startswith("broken: ")) == ("mailto:owner@example.org", True)
        warn(workspace, answer)
        assert len(warnings(workspace)) == 1


async def one_round(workspace: Workspace, job: Job) -> JobResult:
    return await kind.run(workspace, job, JobControl())


@pytest.mark.parametrize("name", ["", "entry deleted"])
def test_the_job_remembers_what_it_said(tmp_path: Path, name: str) -> None:
    with office(tmp_path, **SENDER, notify=ADMIN) as workspace:
        prepared(workspace)
        if name:
            forge(workspace.data, CASE, name)
        for _ in range(3):
            queue = WorkerQueue(workspace=workspace, worker="w", lease=timedelta(minutes=1))
            queue.ensure("chain", timedelta())
            job = queue.next({"chain": 1})
            assert job is not None
            done = asyncio.run(one_round(workspace, job))
            assert done.again is not None
            assert done.again - workspace.clock() > AGAIN - timedelta(minutes=5)
            assert queue.again_at(job, workspace.clock(), done.said)
        assert len(warnings(workspace)) == (1 if name else 0)
        assert DeliveryState.SENT not in Outbox(workspace.store.records).counts()
