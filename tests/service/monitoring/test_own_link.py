"""A short outage of this scanner's own link is no change of a target, in whatever order it meets a run."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from leftopen.model.monitor import EventKind, Monitor, SeenService
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors, own_link
from leftopen.service.monitoring import run as monitoring
from leftopen.service.monitoring.run import CONTROL_CHANGED, NO_CONTROL, MonitorRun
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.monitors import Monitors
from tests.servers.need import missing
from tests.service.office import ignored, office

THERE = SeenService(service="a", address="127.0.0.1", port=6379, endpoint="127.0.0.1:6379", product="Redis")
ORDERS = list(itertools.product((True, False), repeat=3))
"""Whether the control responds before, between and after the questions."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
        yield made


class Link:
    """What the scans see, and what the control replies in turn."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.sees: list[dict[str, SeenService]] = []
        self.replies: list[bool] = []
        patch.setattr(monitoring, "_scan", self._scan)
        patch.setattr(monitoring, "_seen", lambda workspace, scan: self.sees.pop(0))
        patch.setattr(own_link, "host_control", self._control)

    async def _scan(self, *_: object) -> None:
        pass

    async def _control(self, *_: object) -> str:
        return "tcp 127.0.0.1:1" if self.replies.pop(0) else ""

    def run(
        self, workspace: Workspace, monitor: Monitor, replies: Sequence[bool], *sees: Sequence[SeenService]
    ) -> MonitorRun:
        self.replies, self.sees = list(replies), [{one.service: one for one in seen} for seen in sees]
        now = Monitors(workspace.store.records).find(monitor.id)
        assert now is not None
        done = asyncio.run(monitoring.run(workspace, now, "s", ignored, asyncio.Event()))
        assert done is not None
        assert (self.sees, self.replies) == ([], []), "every control was asked, and no question more"
        return done


def watched(workspace: Workspace) -> Monitor:
    return asyncio.run(
        monitors.add(
            workspace, "n1", ("127.0.0.1",), ports="6379", interval=3600, tell=(), when=(), by="maria"
        )
    )


def test_each_order_of_an_outage(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    link, monitor = Link(monkeypatch), watched(workspace)
    for replies in ORDERS:
        if len(set(replies)) > 1:
            done = link.run(workspace, monitor, replies, [], [THERE])
            assert (done.judged, done.monitor.said) == (False, CONTROL_CHANGED), ("baseline", replies)
    assert link.run(workspace, monitor, [False] * 3, [], []).monitor.said == NO_CONTROL
    assert link.run(workspace, monitor, [True] * 3, [THERE], []).judged
    for replies in ORDERS[1:]:
        done = link.run(workspace, monitor, replies, [], [])
        response = CONTROL_CHANGED if any(replies) else NO_CONTROL
        assert (done.judged, done.events, done.monitor.said) == (False, (), response), replies
    assert Monitors(workspace.store.records).events() == []

    for replies in ORDERS:
        done = link.run(workspace, monitor, replies, [], [THERE])
        assert (done.judged, done.events) == (True, ()), ("what responded needs no control", replies)
    assert link.run(workspace, monitor, [False], [THERE]).judged
    answer = link.run(workspace, monitor, [True] * 3, [], []).events
    assert [one.kind for one in answer] == [EventKind.GONE], "a service that is gone is told all the same"


def test_an_outage_of_its_own_in_each_question(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control responds before, between and after them."""
    link, monitor, up = Link(monkeypatch), watched(workspace), [True]
    assert link.run(workspace, monitor, [True] * 3, [THERE], []).judged
    monkeypatch.setattr(own_link, "OFTEN_S", 0.01)

    async def control(*_: object) -> str:
        return "tcp 127.0.0.1:1" if up[0] else ""

    async def scan(*_: object) -> None:
        up[0] = False
        await asyncio.sleep(0.2)
        up[0] = True

    monkeypatch.setattr(own_link, "host_control", control)
    monkeypatch.setattr(monitoring, "_scan", scan)
    done = link.run(workspace, monitor, [], [], [])
    assert (done.judged, done.events, done.monitor.said) == (False, (), CONTROL_CHANGED)


OUTAGE = """
import asyncio, json, subprocess, sys, tempfile
from datetime import timedelta
from pathlib import Path
from leftopen.scope.file import record
from leftopen.service.monitoring import monitors, run
from leftopen.service.exclusions import scopes
from leftopen.store.records.entities.monitors import Monitors
from tests.service.office import ignored, office

def link(state):
    subprocess.run(["ip", "link", "set", "lo", state], check=True)

async def main(made):
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = str(server.sockets[0].getsockname()[1])
    usual = dict(ports=port, interval=3600, tell=(), when=(), by="maria")
    monitor = await monitors.add(made, "n1", ("127.0.0.1",), **usual)
    said = []
    for number, (begin, seconds) in enumerate(((0, 0), (0, 6), (0.5, 7), (0, 8), (0, 0))):
        now = Monitors(made.store.records).find(monitor.id)
        running = asyncio.create_task(run.run(made, now, f"scan{number}", ignored, asyncio.Event()))
        if seconds:
            await asyncio.sleep(begin)
            link("down")
            await asyncio.sleep(seconds)
            link("up")
        done = await running
        said.append([done.judged, done.monitor.said, [[one.kind, one.endpoint] for one in done.events]])
    print(json.dumps(said))

link("up")
with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as made:
    scopes.add(made, [record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())], by="a test")
    asyncio.run(main(made))
"""


@pytest.mark.full
@pytest.mark.netns
def test_loopback_that_is_down_for_some_seconds_is_no_news(pytestconfig: pytest.Config) -> None:
    if missing("unshare", "ip"):
        pytest.skip(missing("unshare", "ip"))
    words = ["unshare", "--net", sys.executable, "-c", OUTAGE]
    ran = subprocess.run(
        words, capture_output=True, text=True, timeout=120, cwd=pytestconfig.rootpath, check=False
    )
    assert ran.returncode == 0, ran.stderr
    runs = json.loads(ran.stdout)
    assert [run[2] for run in runs] == [[]] * 5, runs
    assert (runs[0][0], runs[-1][0]) == (True, True), runs
    assert all(judged or answer in (CONTROL_CHANGED, NO_CONTROL) for judged, answer, _ in runs), runs
