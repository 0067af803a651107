"""What is closed and opened again every minute is one case, and no storm of messages."""

from __future__ import annotations

from datetime import timedelta

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.model.case import CaseState
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.jobs.kinds.test_monitor import Clock, clock, servers, sink, texts, watched, worked, workspace
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.tier import tier

__all__ = ["clock", "servers", "sink", "workspace"]


def test_it_is_one_case_and_said_to_flap_once(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    redis = Redis(locked=True)
    port = servers.serve(redis)
    watched(workspace, [port], interval=60)
    worked(workspace)
    for turn in range(tier(6, 8)):
        redis.locked = turn % 2 == 1
        clock.later += timedelta(minutes=2)
        worked(workspace)
    subjects = [text.splitlines()[0] for text in texts(sink)]
    assert subjects == [
        "[leftopen] here: first run, 0 exposures open",
        "[leftopen] here: 1 new exposure",
        "[leftopen] here: 1 closed exposure",
        "[leftopen] here: 1 reopened exposure",
    ]
    assert "flapping: opened again once within a day (leftopen cases show" in texts(sink)[-1]
    [case] = Cases(workspace.store.records).list()
    assert case.state is CaseState.OPEN
