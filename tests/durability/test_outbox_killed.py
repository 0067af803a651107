"""kill -9 of who sends while the other side has the message and has not answered yet: nothing is lost, and
what is repeated has the same id and is counted. It is repeated within the minute."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from leftopen.model.notice import Notice
from leftopen.model.outbox import DeliveryState, MessageKind
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.outbox import Outbox
from tests.durability.runs import Folder, Run, done
from tests.service.office import SENDER, office
from tests.service.outbox.receivers import Hook, receiving
from tests.service.outbox.test_deliver import Clock


def put(workspace: Workspace, to: str) -> None:
    notice = Notice(id="m1", case="", to=to, subject="s", text="t\n", written=workspace.clock())
    message = enqueue.message(workspace, notice, sender_of(to), MessageKind.MONITOR, asked_by="a test")
    assert enqueue.add(workspace, message)


def test_a_killed_worker_loses_no_message_and_repeats_it_only_in_the_gap(tmp_path: Path) -> None:
    clock = Clock()
    with receiving(Hook(), None) as hook:
        settings = {**SENDER, "recipients": hook.url, "notify_private": "yes"}
        folder = Folder(root=tmp_path, settings=settings)
        with office(tmp_path, clock, **settings) as workspace:
            put(workspace, hook.url)
        worker = Run(folder, "worker", "--until-idle")
        hook.before = lambda: os.kill(worker.process.pid, signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        hook.before = lambda: None
        with office(tmp_path, clock, **settings) as workspace:
            left = Outbox(workspace.store.records).get("m1")
            assert left.delivery.state is DeliveryState.QUEUED
            assert left.sending is not None
            assert len(hook.bodies) == 1
        done(folder, "worker", "--until-idle")
        with office(tmp_path, clock, **settings) as workspace:
            sent = Outbox(workspace.store.records).get("m1")
    assert (sent.delivery.state, sent.delivery.unknown) == (DeliveryState.SENT, 1)
    assert [head["webhook-id"] for head in hook.heads] == ["m1", "m1"]
    assert hook.bodies[0] == hook.bodies[1]


def test_another_worker_sends_what_one_was_sending_when_it_was_killed(tmp_path: Path) -> None:
    with receiving(Hook(), None) as hook:
        settings = {**SENDER, "recipients": hook.url, "notify_private": "yes"}
        folder = Folder(root=tmp_path, settings=settings)
        with office(tmp_path, Clock(), **settings) as workspace:
            put(workspace, hook.url)
        worker = Run(folder, "worker", "--until-idle")
        other: list[Run] = []
        hook.before = lambda: _other_and_kill(folder, other, worker.process.pid)
        assert worker.wait() == -signal.SIGKILL
        began = time.monotonic()
        while len(hook.bodies) < 2 and time.monotonic() < began + 60:
            time.sleep(0.05)
        came = len(hook.bodies)
        other[0].process.terminate()
        other[0].wait()
        with office(tmp_path, Clock(), **settings) as workspace:
            sent = Outbox(workspace.store.records).get("m1")
    assert came == 2, "within the minute"
    assert (sent.delivery.state, sent.delivery.unknown) == (DeliveryState.SENT, 1)
    assert [head["webhook-id"] for head in hook.heads] == ["m1", "m1"]


def _other_and_kill(folder: Folder, other: list[Run], pid: int) -> None:
    """The other worker runs already when the first one dies, and leaves alone what that one sends."""
    if other:
        return
    other.append(Run(folder, "worker"))
    time.sleep(4)
    os.kill(pid, signal.SIGKILL)
