"""A monitor from its baseline to the message about a change: each change is said once, and no false one."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.errors import NotAllowed
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.job import JobState
from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.model.outbox import DeliveryState
from leftopen.model.scope import Effect
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.monitoring import run as monitoring
from leftopen.service.workspace.workspace import LiveSettings, Workspace, utc_now
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.outbox import Outbox
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import office, scanned

QUICK = Timing(renew=0.5, look=0.02, dead=5.0)
TO = "mailto:soc@example.org"


class Clock:
    """Now, and as much later as a test wants."""

    def __init__(self) -> None:
        self.later = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.later


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        yield made


@pytest.fixture
def servers() -> Iterator[Loopback]:
    with Loopback() as made:
        yield made


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock, sink: SmtpSink) -> Iterator[Workspace]:
    mail = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
    with office(tmp_path, clock, **mail, mail_from="watch@example.org", contact="watch@example.org") as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
        yield made


def watched(workspace: Workspace, ports: Sequence[int], **rest: Any) -> Monitor:
    usual: dict[str, Any] = {
        "words": ("127.0.0.1",), "interval": 3600, "tell": (TO,), "when": (), "by": "maria",
    }  # fmt: skip
    listed = ",".join(map(str, ports))
    return asyncio.run(monitors.add(workspace, "here", ports=listed, **(usual | rest)))


def worked(workspace: Workspace) -> None:
    """Everything that is due now."""

    async def work() -> None:
        async with asyncio.timeout(60):
            await Worker(workspace=workspace, timing=QUICK).run(asyncio.Event(), until_idle=True)

    asyncio.run(work())


def events(workspace: Workspace) -> list[tuple[EventKind, str]]:
    found = Monitors(workspace.store.records).events()
    return sorted((one.kind, one.endpoint) for one in found)


def texts(sink: SmtpSink) -> list[str]:
    parsed = [email.message_from_bytes(raw, policy=email.policy.default) for raw in sink.received]
    return [f"{mail['Subject']}\n{mail.get_content()}".replace("\r\n", "\n") for mail in parsed]


def test_a_part_of_the_targets_that_the_scope_no_longer_allows_is_said(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    port = servers.serve(Redis(locked=True))
    monitor = watched(workspace, [port], words=("127.0.0.1", "127.0.0.2"), tell=())
    worked(workspace)
    assert said_of(workspace, monitor) == "1 service on 1 host responded; 1 ask for a password"
    denied = record("127.0.0.2", authorised_by="", until=None, now=workspace.clock(), effect=Effect.DENY)
    scopes.add(workspace, [denied], by="a test")
    clock.later += timedelta(hours=2)
    worked(workspace)
    said = "1 service on 1 host responded; 1 ask for a password; 1 host not asked: "
    assert said_of(workspace, monitor).startswith(said)


def test_a_port_that_stayed_silent_gets_fewer_openers_in_the_next_run(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    met: list[bytes] = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(await reader.read(1000))
        await reader.read(1000)

    watched(workspace, [servers.serve(silent)], tell=())
    worked(workspace)
    first = len(set(met))
    met.clear()
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert 1 < len(set(met)) < first


def said_of(workspace: Workspace, monitor: Monitor) -> str:
    found = Monitors(workspace.store.records).find(monitor.id)
    assert found is not None
    return found.said


def test_from_the_baseline_to_the_closure(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    locked, later = Redis(locked=True), Redis()
    first = servers.serve(locked)
    second = servers.serve(later)
    servers.shut(second)
    monitor = watched(workspace, [first, second])
    worked(workspace)
    assert events(workspace) == []
    [baseline] = texts(sink)
    assert baseline.startswith("[leftopen] here: first run, 0 exposures open")
    assert "1 service on 1 host responded" in baseline

    clock.later += timedelta(hours=2)
    worked(workspace)
    assert (events(workspace), len(sink.received)) == ([], 1), "nothing changed, nobody is told"

    servers.serve(later, port=second)
    clock.later += timedelta(hours=2)
    worked(workspace)
    there = f"127.0.0.1:{second}"
    assert events(workspace) == [(EventKind.NEW_EXPOSURE, there), (EventKind.NEW_PORT, there)]
    assert len(sink.received) == 2
    assert "New exposures:\n  - " in texts(sink)[1]
    assert f"{there}: high: Redis readable without authentication (leftopen cases show " in texts(sink)[1]

    later.locked = True
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert (EventKind.CLOSED, there) in events(workspace)
    assert "Closed exposures" in texts(sink)[2]

    servers.shut(second)
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert (EventKind.GONE, there) in events(workspace)
    before = events(workspace)
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert events(workspace) == before
    assert len(sink.received) == 4
    now = Monitors(workspace.store.records).get("here")
    assert (now.runs, now.id) == (6, monitor.id)


def test_what_the_first_scan_lost_belongs_to_the_baseline(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One server is not heard by the first scan of the first run, as when its answers get lost."""
    heard, lost = Redis(), Redis()
    first, second = servers.serve(heard), servers.serve(lost)
    servers.shut(second)
    one_scan, asked = monitoring._scan, list[int]()

    async def scanned(*given: Any) -> None:
        await one_scan(*given)
        asked.append(len(heard.asked))
        if len(asked) == 1:
            await asyncio.to_thread(servers.serve, lost, port=second)

    monkeypatch.setattr(monitoring, "_scan", scanned)
    watched(workspace, [first, second])
    worked(workspace)
    [baseline] = texts(sink)
    assert baseline.startswith("[leftopen] here: first run, 2 exposures open")
    assert "2 services on 1 host responded" in baseline
    assert len(set(asked)) == 1, "what was heard is not talked to again"
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert (events(workspace), len(sink.received)) == ([], 1), "it was there before, and is no news"


def test_a_message_counts_hosts_once_and_no_port_that_was_not_asked(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    there = [servers.serve(Redis(), host="127.0.0.2") for _ in range(3)]
    scanned(workspace, [elsewhere := servers.serve(Redis())])
    asked = servers.serve(Redis())
    watched(workspace, [asked, *there], words=("127.0.0.0/30",))
    for port in there:
        servers.shut(port)
    worked(workspace)
    [baseline] = texts(sink)
    assert baseline.startswith("[leftopen] here: first run, 1 exposure open"), elsewhere

    for port in there:
        servers.serve(Redis(), port=port, host="127.0.0.2")
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert texts(sink)[1].startswith("[leftopen] here: 3 new exposures, 1 new host\n"), texts(sink)[1]


def test_missed_runs_are_caught_up_once(workspace: Workspace, clock: Clock, servers: Loopback) -> None:
    watched(workspace, [servers.serve(Redis(locked=True))])
    worked(workspace)
    clock.later += timedelta(days=5)
    worked(workspace)
    monitor = Monitors(workspace.store.records).get("here")
    due = monitors.next_run(workspace, monitor)
    assert monitor.runs == 2
    assert due is not None
    assert timedelta(minutes=58) < due - workspace.clock() <= timedelta(hours=1)


def test_a_wider_question_is_no_change(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    first, second = servers.serve(Redis(locked=True)), servers.serve(Redis(locked=True))
    monitor = watched(workspace, [first])
    worked(workspace)
    wider = MonitorWriter(Changes(workspace.store.records))
    wider.change(monitor.id, lambda old: replace(old, ports=f"{first},{second}"))
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert (events(workspace), len(sink.received)) == ([], 1)
    wider.change(monitor.id, lambda old: replace(old, ports=str(first)))
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert events(workspace) == [], "what is not asked for is not gone"


def test_a_scope_that_ended_is_said_and_nothing_is_judged(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    watched(workspace, [servers.serve(Redis(locked=True))])
    worked(workspace)
    denied = record("127.0.0.0/8", authorised_by="A.", until=None, now=workspace.clock(), effect=Effect.DENY)
    scopes.add(workspace, [denied], by="a test")
    clock.later += timedelta(hours=2)
    worked(workspace)
    [job] = Jobs(workspace.store.records).list(kind="monitor")
    assert job.state is JobState.WAITING
    assert "127.0.0.1" in job.said
    assert events(workspace) == []
    assert Monitors(workspace.store.records).get("here").runs == 1


@contextmanager
def without_control(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where this scanner's own connection is down: on loopback it never is."""

    async def none(*_: object) -> str:
        return ""

    with monkeypatch.context() as patch:
        patch.setattr("leftopen.service.monitoring.own_link.host_control", none)
        yield


def test_silence_without_a_control_is_not_judged(
    workspace: Workspace, clock: Clock, servers: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = servers.serve(Redis(locked=True))
    watched(workspace, [port])
    worked(workspace)
    servers.shut(port)
    clock.later += timedelta(hours=2)
    with without_control(monkeypatch):
        worked(workspace)
    monitor = Monitors(workspace.store.records).get("here")
    assert (events(workspace), monitor.runs) == ([], 1)
    assert monitor.said.startswith("nothing was judged")
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert events(workspace) == [(EventKind.GONE, f"127.0.0.1:{port}")]


def test_a_message_waits_for_the_mail_server(workspace: Workspace, clock: Clock, servers: Loopback) -> None:
    sink = SmtpSink()
    workspace = replace(workspace, live=LiveSettings(now=replace(workspace.settings, smtp_port=sink.port)))
    watched(workspace, [servers.serve(Redis(locked=True))])
    worked(workspace)
    [waits] = Jobs(workspace.store.records).list(kind="deliver")
    [held] = Outbox(workspace.store.records).list()
    assert (waits.state, held.delivery.state, held.delivery.attempts) == (
        JobState.WAITING, DeliveryState.QUEUED, 1,
    )  # fmt: skip
    assert waits.due == held.delivery.due
    assert "Error connecting" in waits.said
    assert len(list((workspace.data / "notices").glob("*.eml"))) == 1
    clock.later += timedelta(minutes=2)
    with sink:
        worked(workspace)
    [sent] = Jobs(workspace.store.records).list(kind="deliver")
    assert (sent.state, len(sink.received)) == (JobState.DONE, 1)
    assert Audit(workspace.store.records).of_kind("sent digest", 10, 0)[1] == 1


def only(found: Sequence[MonitorEvent], kind: EventKind) -> list[MonitorEvent]:
    return [one for one in found if one.kind is kind]


def test_only_what_is_wanted_is_told(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    port = servers.serve(Redis(locked=True))
    watched(workspace, [port], when=(EventKind.NEW_EXPOSURE,))
    worked(workspace)
    servers.shut(port)
    clock.later += timedelta(hours=2)
    worked(workspace)
    found = Monitors(workspace.store.records).events()
    assert (len(only(found, EventKind.GONE)), len(sink.received)) == (1, 1)


Act = Callable[[Workspace], object]


@pytest.mark.parametrize(
    "act",
    [
        lambda workspace: monitors.pause(workspace, "here", by="maria"),
        lambda workspace: monitors.remove(workspace, "here", by="maria"),
    ],
)
def test_a_paused_or_removed_one_does_not_run(
    workspace: Workspace, servers: Loopback, sink: SmtpSink, act: Act
) -> None:
    asked = Redis(locked=True)
    watched(workspace, [servers.serve(asked)])
    act(workspace)
    worked(workspace)
    assert (asked.asked, sink.received) == ([], [])


def test_a_host_that_answers_everywhere_is_not_a_flood(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    first = servers.serve(Redis(locked=True))
    ports = [first, *(servers.serve(Redis(locked=True)) for _ in range(7))]
    for port in ports[1:]:
        servers.shut(port)
    watched(workspace, ports)
    worked(workspace)
    for port in ports[1:]:
        servers.serve(Redis(locked=True), port=port)
    clock.later += timedelta(hours=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(monitoring, "MOST_ALIKE", 3)
        worked(workspace)
    found = Monitors(workspace.store.records).events()
    assert sorted(one.after for one in found) == ["Redis", "Redis", "and 5 more changes of this kind"]


def test_a_deny_that_ends_makes_no_new_hosts(workspace: Workspace, clock: Clock, servers: Loopback) -> None:
    denied = record("127.0.0.1", authorised_by="A.", until=None, now=workspace.clock(), effect=Effect.DENY)
    first, second = servers.serve(Redis(locked=True), host="127.0.0.2"), servers.serve(Redis(locked=True))
    scopes.add(workspace, [denied], by="a test")
    wanted: dict[str, Any] = {"interval": 3600, "tell": (), "when": (), "by": "maria"}
    with pytest.raises(NotAllowed):
        asyncio.run(monitors.add(workspace, "here", ("127.0.0.0/30",), ports=f"{first},{second}", **wanted))
    scopes.remove(workspace, denied.id, by="a test")
    asyncio.run(monitors.add(workspace, "here", ("127.0.0.0/30",), ports=f"{first},{second}", **wanted))
    scopes.add(workspace, [denied], by="a test")
    worked(workspace)
    clock.later += timedelta(hours=2)
    scopes.remove(workspace, denied.id, by="a test")
    worked(workspace)
    assert events(workspace) == []
    monitor = Monitors(workspace.store.records).get("here")
    assert monitor.runs == 2
    assert len(Monitors(workspace.store.records).services(monitor.id)) == 2


def test_a_run_that_fails_is_said_in_the_list_of_monitors(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its cell would be empty, since no run was ever judged."""

    async def homeless(*given: object) -> None:
        raise RuntimeError("could not determine the home directory")

    monitor = watched(workspace, [1])
    monkeypatch.setattr(monitoring, "run", homeless)
    worked(workspace)
    [listed] = Monitors(workspace.store.records).list()
    assert listed.said == "the run failed: RuntimeError: could not determine the home directory"
    job = Jobs(workspace.store.records).of_key(monitors.job_key(monitor))
    assert job is not None
    assert (job.state, job.failures, job.succeeded) == (JobState.WAITING, 1, None)
