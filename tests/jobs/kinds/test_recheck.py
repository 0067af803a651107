"""Known cases inside a monitor are checked again by themselves, and what opens again is reopened."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from leftopen.model.case import Case, CaseState
from leftopen.model.job import JobState
from leftopen.service.monitoring import monitors, recheck
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.jobs import Jobs
from tests.jobs.kinds.test_monitor import Clock, clock, servers, sink, watched, worked, workspace
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

__all__ = ["clock", "servers", "sink", "workspace"]


def case(workspace: Workspace) -> Case:
    [found] = Cases(workspace.store.records).list()
    return found


def looks(workspace: Workspace) -> int:
    return len(Cases(workspace.store.records).looks(case(workspace).id))


def test_a_closed_case_that_opens_again_is_found_within_the_hour(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    redis = Redis()
    watched(workspace, [servers.serve(redis)], interval=30 * 86_400)
    worked(workspace)
    assert case(workspace).state is CaseState.OPEN
    redis.locked = True
    clock.later += timedelta(hours=7)
    worked(workspace)
    assert case(workspace).state is CaseState.CLOSED
    redis.locked = False
    clock.later += timedelta(minutes=40)
    worked(workspace)
    assert case(workspace).state is CaseState.CLOSED, "not yet due"
    clock.later += timedelta(minutes=30)
    worked(workspace)
    assert case(workspace).state is CaseState.OPEN
    [job] = Jobs(workspace.store.records).list(kind="recheck")
    assert job.state is JobState.WAITING
    assert job.said == "1 of 1 due cases checked"


def test_three_rounds_prove_that_a_port_was_closed(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    port = servers.serve(Redis())
    watched(workspace, [port], interval=30 * 86_400)
    worked(workspace)
    servers.shut(port)
    clock.later += timedelta(hours=7)
    worked(workspace)
    assert case(workspace).state is CaseState.OPEN, "one refusal proves nothing"
    for _ in range(2):
        clock.later += timedelta(minutes=11)
        worked(workspace)
    assert case(workspace).state is CaseState.CLOSED


def test_a_paused_monitor_sends_nothing(workspace: Workspace, clock: Clock, servers: Loopback) -> None:
    watched(workspace, [servers.serve(Redis())])
    worked(workspace)
    before = looks(workspace)
    monitors.pause(workspace, "here", by="maria")
    clock.later += timedelta(days=1)
    worked(workspace)
    assert looks(workspace) == before


def test_what_a_wrong_clock_put_off_is_checked_when_the_clock_is_right(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    watched(workspace, [servers.serve(Redis())])
    worked(workspace)
    memory = recheck.RecheckMemory()

    def checked() -> int:
        one = recheck.run(workspace, memory, asyncio.Event(), lambda done, total: None)
        return asyncio.run(one).checked

    clock.later += timedelta(days=365)
    assert (checked(), checked()) == (1, 0)
    clock.later -= timedelta(days=365)
    assert checked() == 1, "its next check was due in a year"
