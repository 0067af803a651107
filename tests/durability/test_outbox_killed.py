"""kill -9 of the worker while the other side has the message and has not answered yet: nothing is lost, and
what is repeated when the loan is over has the same id and is counted."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

from leftopen.model.notice import Notice
from leftopen.model.outbox import DeliveryState, MessageKind
from leftopen.service.cases.notices.channels import sender_of
from leftopen.service.outbox import deliver, enqueue
from leftopen.service.workspace import Workspace
from tests.durability.runs import Folder, Run, done
from tests.service.office import SENDER, office
from tests.service.outbox.receivers import Hook, receiving
from tests.service.outbox.test_deliver import Clock, worked


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
        done(folder, "worker", "--until-idle")
        with office(tmp_path, clock, **settings) as workspace:
            left = workspace.store.records.outbox.get("m1")
            assert left.delivery.state is DeliveryState.QUEUED
            assert left.sending is not None
            assert len(hook.bodies) == 1
            clock.later += deliver.LEASE + timedelta(seconds=1)
            worked(workspace)
            sent = workspace.store.records.outbox.get("m1")
    assert (sent.delivery.state, sent.delivery.unknown) == (DeliveryState.SENT, 1)
    assert [head["webhook-id"] for head in hook.heads] == ["m1", "m1"]
    assert hook.bodies[0] == hook.bodies[1]
