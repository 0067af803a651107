"""The second act of the demonstration: the mailbox is open again, and nobody types a command.

`leftopen serve` runs as a process of its own on an empty data folder, which only has a monitor, an
authorisation with `--notify auto`, and an organisation with two contacts. The owner acts by the notice alone.
This process reads the records, to compare each step with what must have happened, and changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from leftopen.demo.owner import Owner, link_in
from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from leftopen.demo.proof_check import MAIN, check_proof, must
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.demo.stage import Stage
from leftopen.demo.story import CHECK_OF, flags
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import NotifyPolicy
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.notices import escalate
from leftopen.service.organisations import organisations
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings

BY = "leftopen demo"
LIMIT_S = 60.0
"""For each step that the program does by itself."""
PROMISE = timedelta(days=2)


@dataclass(slots=True, kw_only=True)
class Watched:
    """The second act so far; `moments` by the keys of `timeline.MOMENTS`, `mails` those that had come
    before."""

    workspace: Workspace
    stage: Stage
    sink: SmtpSink
    say: Callable[[str], None]
    mails: int
    moments: dict[str, datetime] = field(default_factory=dict)

    def step(self, key: str, at: datetime, text: str) -> None:
        """Notes a moment and prints it, with the seconds since the mailbox was opened."""
        self.moments[key] = at
        self.say(f"{(at - self.moments['opened']).total_seconds():6.1f} s  {text}")

    @property
    def contacts(self) -> tuple[str, str]:
        domain = self.stage.truth.domain
        return f"soc@{domain}", f"commander@{domain}"


def watch(
    folder: Path, stage: Stage, sink: SmtpSink, environ: Mapping[str, str], say: Callable[[str], None]
) -> dict[str, datetime]:
    """The whole act, with its data in `folder`; its moments. Raises a LeftopenError."""
    port = free_ports(1, random.SystemRandom())[0]
    settings = flags(sink) | {"public_url": f"http://{LOOPBACK}:{port}", "owner_links": "on"}
    with open_workspace(folder, settings, environ=environ) as workspace:
        act = Watched(workspace=workspace, stage=stage, sink=sink, say=say, mails=len(sink.received))
        _prepare(act)
        stage.reopen_mailbox()
        act.moments["opened"] = workspace.clock()
        say("")
        say("By itself: the mailbox is open again. `leftopen serve` watches it, without any command.")
        server = _server(folder, port, settings, environ)
        server.start()
        try:
            case = _found(act)
            owner = _told(act, case)
            _answered(act, case, owner)
            _closed(act, case, owner)
            _proved(act, case, owner)
        finally:
            server.stop()
    return act.moments


def _prepare(act: Watched) -> None:
    """What an administrator sets once: who owns the servers, who may be told, and what is watched."""
    workspace, now = act.workspace, act.workspace.clock()
    unit = act.stage.truth.unit
    organisations.add(workspace, unit, by=BY, contacts=[f"mailto:{one}" for one in act.contacts])
    allowed = record(
        "127.0.0.1",
        authorised_by=BY,
        until=now + timedelta(days=1),
        now=now,
        level=ReadLevel.SAMPLE,
        org=unit,
        notify=NotifyPolicy.AUTO,
    )
    scopes.add(workspace, [allowed], by=BY)
    ports = ",".join(str(port) for _, port in act.stage.endpoints.values())
    adding = monitors.add(
        workspace, "servers", ["127.0.0.1"], interval=6 * 3600, ports=ports, tell=(), when=(), by=BY
    )
    asyncio.run(adding)


def _server(
    folder: Path, port: int, settings: Mapping[str, object], environ: Mapping[str, str]
) -> ServerProgram:
    """`leftopen serve`: the owner's page, and the worker that watches, tells and delivers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEFTOPEN_")}
    given = {f"LEFTOPEN_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-c", MAIN, "serve", "--port", str(port), "--quiet", "--data", str(folder)]
    log = folder.parent / "serve.log"
    return ServerProgram(command, ports=(port,), log=log, env={**kept, **given, **environ})


def _found(act: Watched) -> Case:
    """The monitor's first run opens one case: the other servers ask for a password."""
    cases = Cases(act.workspace.store.records)
    await_true(lambda: bool(cases.list()), "the watch found nothing")
    case = cases.list()[0]
    must(
        (case.check, case.port) == (CHECK_OF["mailbox"], act.stage.endpoints["mailbox"][1]),
        f"the watch found {case.check} at {case.endpoint}",
    )
    finding = Findings(act.workspace.store.records).newest(case.finding)
    at = finding.judged.at if finding else case.detected
    act.moments.update(seen=case.first_open, held=at, owner=at)
    act.step("proved", at, f"The monitor finds it open and opens case {case.id[:8]}: {case.severity}.")
    return case


def _told(act: Watched, case: Case) -> Owner:
    """The notice, as the owner's mail server got it."""
    first, _ = act.contacts
    must(act.sink.wait(act.mails + 1, LIMIT_S), "no notice arrived")
    raw, to = act.sink.received[act.mails], act.sink.recipients[act.mails]
    must(to == (first,), f"the notice went to {', '.join(to)}")
    must(not any(ssn.encode() in raw for ssn in act.stage.truth.ssns), "a notice held data unmasked")
    at = _event(act, case, CaseEventKind.NOTIFIED)
    act.step("told", at, f"The worker mails {first} a link to the owner's page.")
    return Owner(link_in(raw))


def _answered(act: Watched, case: Case, owner: Owner) -> None:
    """Opening the link changes nothing; the form does, and it stops the clock of the second contact."""
    cases, (_, second) = Cases(act.workspace.store.records), act.contacts
    before = cases.newest_event()
    must(case.endpoint in owner.open(), "the owner's page does not show the mailbox")
    must(cases.newest_event() == before, "opening the owner's page changed a case")
    day = (act.workspace.clock() + PROMISE).date()
    owner.acknowledge("Fenella Inchbarrow", day)
    case = cases.get(case.id)
    must(case.state is CaseState.ACKNOWLEDGED, f"the owner answered, and the case is {case.state}")
    coming = escalate.plan(act.workspace, case)
    must(
        coming is not None and coming.to == f"mailto:{second}" and coming.due == case.promised,
        f"the next contact is notified: {coming}",
    )
    at = _event(act, case, CaseEventKind.ACKNOWLEDGED)
    act.step("answered", at, f"The owner promises {day} there; {second} is not notified before.")


def _closed(act: Watched, case: Case, owner: Owner) -> None:
    """Secured, and checked again by the button of the owner's page."""
    act.stage.secure_mailbox()
    owner.check_again()
    case = Cases(act.workspace.store.records).get(case.id)
    must(
        case.state is CaseState.CLOSED and case.closed is not None,
        f"the mailbox was secured, and leftopen says {case.state}",
    )
    assert case.closed is not None
    message = 'The owner sets a password and presses "Check again now". The same check closes the case.'
    act.step("closed", case.closed, message)


def _proved(act: Watched, case: Case, owner: Owner) -> None:
    """The proof, as the owner downloads it; and that nothing else happened."""
    file, cases = act.workspace.data.parent / "owner-proof.json", Cases(act.workspace.store.records)
    file.write_bytes(owner.proof())
    check_proof(file, act.workspace.config)
    must(case.id in file.read_text(), "the proof is of another case")
    at = act.workspace.clock()
    checked, broken = cases.verify_chain()
    must(not broken and checked > 0, f"the event chain is broken: {broken}")
    found, mails = len(cases.list()), len(act.sink.received) - act.mails
    must((found, mails) == (1, 1), f"one case and one notice were to come, and there are {found} and {mails}")
    act.step("proof", at, "The owner downloads the signed proof; a separate process finds it valid.")


def _event(act: Watched, case: Case, kind: CaseEventKind) -> datetime:
    """When it was recorded in the case."""
    cases = Cases(act.workspace.store.records)

    def times() -> list[datetime]:
        return [event.at for event in cases.events(case.id) if event.kind is kind]

    await_true(lambda: bool(times()), f"the case has no event {kind.value!r}")
    return times()[-1]


def await_true(true: Callable[[], bool], otherwise: str, seconds: float = LIMIT_S) -> None:
    """Waits for what the program does by itself. Raises StoryFailed when it does not happen in time."""
    until = time.monotonic() + seconds
    while not true():
        must(time.monotonic() < until, f"{otherwise} within {seconds:.0f} s")
        time.sleep(0.1)
