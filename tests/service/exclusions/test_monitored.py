"""Monitors obey exclusions: nothing is sent, said or told, and what ends is no news."""

from __future__ import annotations

from datetime import timedelta

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.model.exclusion import ExclusionKind
from leftopen.model.monitor import EventKind
from leftopen.service.exclusions import records
from leftopen.service.exclusions.records import ExclusionRequest
from leftopen.service.workspace.workspace import Workspace
from tests.jobs.kinds.test_monitor import (
    Clock,
    clock,
    events,
    servers,
    sink,
    texts,
    watched,
    worked,
    workspace,
)
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

__all__ = ["clock", "servers", "sink", "workspace"]


def exclude(workspace: Workspace, kind: ExclusionKind, port: int, days: int = 1) -> None:
    until = workspace.clock() + timedelta(days=days)
    wish = ExclusionRequest(kind=kind, targets=("127.0.0.1",), until=until, why="a test", port=port)
    records.add(workspace, wish, by="maria")


def test_what_nobody_is_told_of_is_found_and_makes_no_message(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    first, later = servers.serve(Redis(locked=True)), Redis()
    second = servers.serve(later)
    servers.shut(second)
    watched(workspace, [first, second])
    worked(workspace)
    exclude(workspace, ExclusionKind.NOT_TOLD, second)
    servers.serve(later, port=second)
    clock.later += timedelta(hours=2)
    worked(workspace)
    there = f"127.0.0.1:{second}"
    assert events(workspace) == [(EventKind.NEW_EXPOSURE, there), (EventKind.NEW_PORT, there)]
    assert len(sink.received) == 1, "only the baseline"


def test_the_message_says_what_it_leaves_out(
    workspace: Workspace, clock: Clock, servers: Loopback, sink: SmtpSink
) -> None:
    ports = [servers.serve(Redis()), servers.serve(Redis())]
    exclude(workspace, ExclusionKind.NOT_TOLD, ports[1])
    watched(workspace, ports)
    worked(workspace)
    [baseline] = texts(sink)
    assert "1 exposure open now" in baseline
    assert f"127.0.0.1:{ports[1]}" not in baseline
    assert "1 exclusion hides 1 service (leftopen exclusion list)." in baseline


def test_what_is_not_scanned_for_a_time_is_neither_gone_nor_new(
    workspace: Workspace, clock: Clock, servers: Loopback
) -> None:
    first, hidden = Redis(locked=True), Redis(locked=True)
    ports = [servers.serve(first), servers.serve(hidden)]
    watched(workspace, ports)
    worked(workspace)
    exclude(workspace, ExclusionKind.NOT_SCANNED, ports[1])
    hidden.asked.clear()
    clock.later += timedelta(hours=2)
    worked(workspace)
    assert (hidden.asked, events(workspace)) == ([], [])
    clock.later += timedelta(days=2)
    worked(workspace)
    assert hidden.asked != []
    assert events(workspace) == []
