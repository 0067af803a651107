"""Adding, pausing and removing a monitor, and the words that a person types for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadPorts, BadRequest, BadSetting, NotAllowed, NotFound
from leftopen.model.monitor import USUAL, EventKind, Monitor
from leftopen.scope.file import record
from leftopen.service.monitoring import monitors
from leftopen.service.scanning import scopes
from leftopen.service.workspace import Workspace
from tests.service.office import office


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
        yield made


def added(
    workspace: Workspace, name: str = "here", words: tuple[str, ...] = ("127.0.0.1",), **rest: Any
) -> Monitor:
    usual: dict[str, Any] = {"interval": 3600, "ports": "80", "tell": (), "when": (), "by": "maria"}
    return asyncio.run(monitors.add(workspace, name, words, **(usual | rest)))


def test_its_first_run_is_due_now_and_everything_is_in_the_audit_log(workspace: Workspace) -> None:
    monitor = added(workspace, tell=("mailto:soc@example.org",))
    due = monitors.next_run(workspace, monitor)
    assert due is not None
    assert due <= workspace.clock()
    line = monitors.line(monitor, due)
    assert (line["every"], line["targets"], line["runs"]) == ("1h", ["127.0.0.1/32"], 0)
    monitors.pause(workspace, "here", by="maria")
    assert monitors.next_run(workspace, monitor) is None
    monitors.resume(workspace, "here", by="maria")
    assert monitors.next_run(workspace, monitor) is not None
    monitors.remove(workspace, "here", by="maria")
    assert workspace.store.records.monitors.list() == []
    assert workspace.store.records.jobs.of_key(f"monitor {monitor.id}") is None
    said = {entry.what for entry in workspace.store.records.audit.of_actor("maria", 50, 0)[0]}
    assert {"monitor added", "monitor paused", "monitor resumed", "monitor removed"} <= said


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (BadRequest, {"name": "two words"}),
        (BadRequest, {"name": ""}),
        (BadRequest, {"words": ()}),
        (BadPorts, {"ports": "many"}),
        (BadSetting, {"tell": ("pigeon:carl",)}),
        (NotAllowed, {"words": ("127.0.0.1", "192.0.2.7")}),
    ],
)
def test_a_wrong_one_is_refused_whole(
    workspace: Workspace, error: type[Exception], rest: dict[str, Any]
) -> None:
    with pytest.raises(error):
        added(workspace, **rest)
    assert workspace.store.records.monitors.list() == []
    assert workspace.store.records.jobs.list() == []


def test_a_name_is_used_once(workspace: Workspace) -> None:
    added(workspace)
    with pytest.raises(BadRequest, match="already a monitor 'here'"):
        added(workspace)
    with pytest.raises(NotFound, match="leftopen watch list"):
        monitors.pause(workspace, "there", by="maria")


@pytest.mark.parametrize(("text", "length"), [("1m", 60), ("90m", 5400), ("6h", 21_600), ("7d", 604_800)])
def test_intervals(text: str, length: int) -> None:
    assert monitors.seconds(text) == length
    assert monitors.seconds(monitors.every(length)) == length


@pytest.mark.parametrize("text", ["", "6", "h", "0h", "59s", "-1h", "366d", "6 hours", "6h6m", "٦h"])
def test_no_interval(text: str) -> None:
    with pytest.raises(BadRequest, match="not a valid interval"):
        monitors.seconds(text)


def test_events_by_their_words() -> None:
    assert monitors.kinds([]) == USUAL
    assert monitors.kinds(["closed", "new-port"]) == (EventKind.NEW_PORT, EventKind.CLOSED)
    with pytest.raises(BadRequest, match="'odd' is no event"):
        monitors.kinds(["odd"])
