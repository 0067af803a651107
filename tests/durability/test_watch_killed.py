"""`kill -9` of the worker while it looks, tells and closes: no notice is lost, none is repeated but in the
gap between the other side's yes and our note of it, and nothing is closed that did not ask for a password."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from leftopen.cases.closure_rules import LIVE
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.outbox import MOST_UNKNOWN, DeliveryState
from leftopen.model.scope import NotifyPolicy
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.outbox import Outbox
from tests.durability.runs import Folder, Run
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import SENDER, office
from tests.service.outbox.test_deliver import Clock, worked
from tests.tier import tier

# Addresses of loopback that nobody else on this machine scans meanwhile.
HOSTS = tuple(f"127.31.9.{number}" for number in range(1, 5))
KILLS = tier(3, 40)
PATIENCE_S = 20.0
MESSAGE_ID = re.compile(rb"^Message-ID: <notice-([0-9A-Za-z]+)@", re.M)


@dataclass(slots=True, kw_only=True)
class Trap:
    """Kills the process at the moment for which it is set: `look` after so many commands, `tell` before or
    after a mail is kept, `close` after so many refusals, `time` after so many seconds."""

    chance: random.Random
    pid: int = 0
    moment: str = ""
    left: int = 0
    killed: Counter[str] = field(default_factory=Counter)

    def set(self, run: Run, moment: str) -> None:
        self.pid, self.left, self.moment = run.process.pid, self.chance.randrange(1, 12), moment

    def passed(self, *moments: str) -> bool:
        """True when it killed the process just now."""
        if self.moment not in moments or not self.pid:
            return False
        self.left -= 1
        if self.left > 0 and self.moment in ("look", "close"):
            return False
        pid, self.pid = self.pid, 0
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        self.killed[self.moment] += 1
        return True


class Watched(Redis):
    """Says each command to the trap; `refusals`: how often it asked for a password."""

    trap: Trap
    refusals: int = 0

    def _answer(self, words: list[str]) -> bytes:
        answer = super()._answer(words)
        self.refusals += self.locked
        self.trap.passed("look", *(["close"] if self.locked else []))
        return answer


class Sink(SmtpSink):
    """`kept`: how often each message was."""

    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self.trap, self.kept = trap, Counter[str]()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.trap.passed("tell before"):
            return "451 nobody waits for this answer"
        content = envelope.content or b""
        found = MESSAGE_ID.search(content if isinstance(content, bytes) else content.encode())
        assert found
        self.kept[found[1].decode()] += 1
        answer = await super().handle_DATA(server, session, envelope)
        self.trap.passed("tell after")
        return answer


def prepared(workspace: Workspace, port: int) -> None:
    """Each host has an owner, who is told by itself; all are watched."""
    now = workspace.clock()
    for host in HOSTS:
        contact = f"mailto:{host.replace('.', '-')}@example.org"
        one = record(
            host, authorised_by="A.", until=None, now=now, contact=contact, notify=NotifyPolicy.AUTO
        )  # fmt: skip
        scopes.add(workspace, [one], by="a test")
    asyncio.run(
        monitors.add(workspace, "here", HOSTS, ports=str(port), interval=60, tell=(), when=(), by="maria")
    )


def due_now(folder: Folder) -> None:
    """Everything is due: nobody waits for hours in a test."""
    with Records.open(folder.data) as records:
        writer, now = JobWriter(Changes(records)), Clock()()
        keys = [monitors.job_key(one) for one in Monitors(records).list()]
        for key in (*keys, "recheck", "escalate", *Jobs(records).due_times("deliver")):
            writer.bring_forward(key, now)


MOMENTS = ("look", "look", "tell before", "tell after", "close", "close", "time")


def one_kill(folder: Folder, servers: Sequence[Watched], trap: Trap) -> None:
    """One run of the worker with a kill in it: in the trap, or where that moment does not come, later."""
    moment = trap.chance.choice(MOMENTS)
    server = trap.chance.choice(servers)
    server.locked = True if moment == "close" else not server.locked
    due_now(folder)
    run = Run(folder, "worker")
    trap.set(run, moment)
    longest = trap.chance.uniform(0.5, 6.0) if moment == "time" else PATIENCE_S
    # Where both kill it at once, the trap counts it.
    if run.kill_at(run.began + longest) and trap.pid:
        trap.killed["time"] += 1
    trap.pid = 0
    assert run.process.returncode == -signal.SIGKILL, run.said()


@pytest.mark.slow
def test_kills_while_it_looks_tells_and_closes(tmp_path: Path) -> None:
    trap = Trap(chance=random.Random(18))
    servers = [Watched(keys=number) for number in range(1, 1 + len(HOSTS))]
    for server in servers:
        server.trap = trap
    sink = Sink(trap)
    with sink, Loopback() as loopback:
        mail = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
        folder = Folder(root=tmp_path, settings={**SENDER, **mail, "digest_minutes": 0})
        port = loopback.serve(servers[0], host=HOSTS[0])
        for host, server in zip(HOSTS[1:], servers[1:], strict=True):
            loopback.serve(server, host=host, port=port)
        with office(tmp_path, Clock(), **folder.settings) as workspace:
            prepared(workspace, port)
        for _ in range(KILLS):
            one_kill(folder, servers, trap)
        finish(folder)
        judged(folder, servers, sink)
    assert trap.killed.total() == KILLS


def finish(folder: Folder) -> None:
    """Nobody kills it any more. What was lent to a dead process is free at once."""
    clock = Clock()
    with office(folder.root, clock, **folder.settings) as workspace:
        for _ in range(3):
            worked(workspace)
            # Also what is open is looked at again.
            clock.later += timedelta(hours=7)


def judged(folder: Folder, servers: Sequence[Watched], sink: Sink) -> None:
    with office(folder.root, Clock(), **folder.settings) as workspace:
        records = workspace.store.records
        messages = {one.notice.id: one for one in Outbox(records).list()}
        for id, one in messages.items():
            own, came = one.delivery, sink.kept[id]
            # What was interrupted so often waits for a person: it may have arrived.
            held = (DeliveryState.HELD,) if own.unknown >= MOST_UNKNOWN else ()
            assert own.state in (DeliveryState.SENT, DeliveryState.DROPPED, *held), own
            assert (own.state is DeliveryState.SENT) <= (came >= 1), f"nobody has {own}"
            assert came <= 1 + own.unknown, f"{came} times: {own}"
        assert sink.kept.keys() <= messages.keys()
        assert Cases(records).verify_chain()[1] == ""
        assert Audit(records).of_kind("notice", 1000, 0)[1] >= len(sink.kept)
        cases = {case.address: case for case in Cases(records).list()}
        assert len(cases) == len(Cases(records).list()), "one case for each server"
        for host, server in zip(HOSTS, servers, strict=True):
            events = Cases(records).events(cases[host].id) if host in cases else []
            kinds = Counter(event.kind for event in events)
            assert kinds[CaseEventKind.CLOSED] <= server.refusals
            answer = {str(event.body["notice"]) for event in events if event.kind is CaseEventKind.NOTIFIED}
            assert answer <= sink.kept.keys()
            if host in cases and not server.locked:
                assert cases[host].state in LIVE, f"{host} is open, its case is {cases[host].state}"
        assert not {case.state for case in cases.values()} & {CaseState.SILENT, CaseState.WITHDRAWN}
