"""A broken chain is told to the default recipient once, and notices to owners go on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from leftopen.jobs.kind import JobControl, JobResult
from leftopen.jobs.kinds.chain import AGAIN, kind
from leftopen.model.job import Job
from leftopen.model.outbox import MessageKind
from leftopen.service.notices.notify import notify
from leftopen.service.operations import doctor, health_facts, health_messages
from leftopen.service.operations.chain_warning import accept, check
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


class Rounds:
    """What a worker does again and again: the check of the chain, and the look at the health."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.health = workspace, ""
        self.queue = WorkerQueue(workspace=workspace, worker="w", lease=timedelta(minutes=1))

    def go(self) -> str:
        self.queue.ensure("chain", timedelta())
        job = self.queue.next({"chain": 1})
        assert job is not None
        done = asyncio.run(one_round(self.workspace, job))
        assert done.again is not None
        assert done.again - self.workspace.clock() > AGAIN - timedelta(minutes=5)
        assert self.queue.again_at(job, self.workspace.clock(), done.said)
        self.health = health_messages.warn(self.workspace, self.health)
        return done.said


def broken(workspace: Workspace) -> list[str]:
    return [one.what for one in health_facts.examine(workspace) if one.ok is False]


def warnings(workspace: Workspace) -> list[tuple[str, str]]:
    found = Outbox(workspace.store.records).list(limit=50)
    return [(one.notice.to, one.notice.text) for one in found if one.delivery.kind is MessageKind.HEALTH]


def test_a_break_is_told_once_until_the_chain_is_intact_again(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER, notify=ADMIN) as workspace:
        prepared(workspace)
        rounds = Rounds(workspace)
        assert (rounds.go(), warnings(workspace), broken(workspace)) == ("4 events, chain intact", [], [])
        forge(workspace.data, CASE, "last events deleted")
        for _ in range(3):
            assert rounds.go().startswith("broken: ")
            # With every event the same break shows in another place.
            log.decision(workspace, CASE, "go on", "it is so", by="maria")
        [(to, text)] = warnings(workspace)
        assert to == ADMIN
        assert "the chain ends after event" in text
        assert "leftopen doctor" in text
        assert broken(workspace) == ["chain"]
        assert [one.what for one in doctor.examine(workspace) if one.ok is False] == ["event chain"]
        [entry] = [one for one in Audit(workspace.store.records).list(50) if one.what == "event chain broken"]
        assert "the chain ends after event" in entry.clause


def test_an_accepted_chain_is_checked_at_once(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER) as workspace:
        prepared(workspace)
        queue = WorkerQueue(workspace=workspace, worker="w", lease=timedelta(minutes=1))
        queue.ensure("chain", timedelta())
        job = queue.next({"chain": 1})
        assert job is not None
        queue.again_at(job, workspace.clock() + AGAIN, "broken: it is")
        assert queue.next({"chain": 1}) is None
        accept(workspace, "maria")
        assert queue.next({"chain": 1}) is not None


def test_without_a_recipient_the_audit_log_has_it(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER) as workspace:
        prepared(workspace)
        forge(workspace.data, CASE, "entry deleted")
        assert check(workspace, "").startswith("broken: the response to case")
        assert warnings(workspace) == []
        assert "event chain broken" in [one.what for one in Audit(workspace.store.records).list(50)]


def test_a_notice_goes_on_and_adds_no_warning(tmp_path: Path) -> None:
    with office(tmp_path, **SENDER, notify=ADMIN) as workspace:
        with Loopback() as loopback:
            case = found(workspace, loopback.serve(Redis()))
        forge(workspace.data, case.id, "first_open moved")
        rounds = Rounds(workspace)
        answer = rounds.go()
        asyncio.run(notify(workspace, case.id, via="mailto:owner@example.org", by="maria"))
        [sent] = Notices(workspace.store.records).of(case.id)
        assert (sent.notice.to, answer.startswith("broken: ")) == ("mailto:owner@example.org", True)
        rounds.go()
        assert len(warnings(workspace)) == 1


async def one_round(workspace: Workspace, job: Job) -> JobResult:
    return await kind.run(workspace, job, JobControl())
