"""Adding, pausing and removing a monitor, and the words that a person types for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leftopen.errors import BadPorts, BadRequest, BadSetting, NotAllowed, NotFound
from leftopen.model.monitor import USUAL, EventKind, Monitor
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.organisations.channels import unready_for
from leftopen.service.workspace.workspace import Workspace
from leftopen.settings import Settings
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.monitors import Monitors
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
    assert Monitors(workspace.store.records).list() == []
    assert Jobs(workspace.store.records).of_key(f"monitor {monitor.id}") is None
    answer = {entry.what for entry in Audit(workspace.store.records).of_actor("maria", 50, 0)[0]}
    assert {"monitor added", "monitor paused", "monitor resumed", "monitor removed"} <= answer


def test_one_with_times_of_cron_runs_at_no_other_time(workspace: Workspace) -> None:
    monitor = added(workspace, interval=604_800, cron="0 3 * * 1 Europe/Berlin")
    due = monitors.next_run(workspace, monitor)
    assert due is not None
    assert due > workspace.clock()
    assert (due.astimezone(ZoneInfo("Europe/Berlin")).hour, due.minute, due.weekday()) == (3, 0, 0)
    assert monitors.line(monitor, due)["every"] == "0 3 * * 1 Europe/Berlin"
    monitors.pause(workspace, "here", by="maria")
    monitors.resume(workspace, "here", by="maria")
    assert monitors.next_run(workspace, monitor) == due


def test_its_next_run_can_be_made_due_now(workspace: Workspace) -> None:
    monitor, jobs = added(workspace), JobWriter(Changes(workspace.store.records))
    for hurry in (monitors.run_now, monitors.resume):
        waiting = Jobs(workspace.store.records).of_key(monitors.job_key(monitor))
        assert waiting is not None
        leased = jobs.lease(
            "w", workspace.clock(), workspace.clock() + timedelta(minutes=1), most={"monitor": 1}
        )
        assert leased is not None
        later = workspace.clock() + timedelta(hours=1)
        assert jobs.again(leased, later, "done", attempts=0)
        assert monitors.next_run(workspace, monitor) == later
        hurry(workspace, "here", by="maria")
        due = monitors.next_run(workspace, monitor)
        assert due is not None
        assert due <= workspace.clock()
    monitors.pause(workspace, "here", by="maria")
    with pytest.raises(BadRequest, match="monitor here is paused; to resume: leftopen watch resume here"):
        monitors.run_now(workspace, "here", by="maria")


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
    assert Monitors(workspace.store.records).list() == []
    assert Jobs(workspace.store.records).list() == []


def test_a_name_is_used_once(workspace: Workspace) -> None:
    added(workspace)
    with pytest.raises(BadRequest, match="already a monitor 'here'"):
        added(workspace)
    with pytest.raises(NotFound, match="leftopen watch list"):
        monitors.pause(workspace, "there", by="maria")


def test_events_by_their_words() -> None:
    assert monitors.kinds([]) == USUAL
    assert monitors.kinds(["closed", "new-port"]) == (EventKind.NEW_PORT, EventKind.CLOSED)
    with pytest.raises(BadRequest, match="'odd' is no event"):
        monitors.kinds(["odd"])


@pytest.mark.parametrize(
    ("to", "settings", "said"),
    [
        ("mailto:soc@example.org", {}, "no mail server is configured (settings smtp_host, mail_from)"),
        ("mailto:soc@example.org", {"smtp_host": "mail.example.org"}, "no sender's address is set"),
        ("http://127.0.0.1:9099/hook", {}, "127.0.0.1 is a loopback address (setting notify_private: yes)"),
        ("gitlab+http://localhost/hook", {}, "localhost is a loopback address (setting notify_private: yes)"),
        ("syslog://[fe80::1]:514", {}, "fe80::1 is a"),
        ("http://127.0.0.1:9099/hook", {"notify_private": "yes"}, ""),
        ("https://hooks.example.org/hook", {}, ""),
        ("mailto:soc@example.org", {"smtp_host": "mail.example.org", "mail_from": "us@example.org"}, ""),
    ],
)  # fmt: skip
def test_what_hinders_messages_is_told(to: str, settings: dict[str, Any], said: str) -> None:
    usual = Settings(**({"smtp_host": "", "mail_from": ""} | settings))
    why = unready_for(usual, to)
    assert why.startswith(said)
    assert bool(why) is bool(said)


@pytest.mark.parametrize(("private", "missing"), [("no", 1), ("yes", 0)])
def test_a_webhook_that_may_not_be_reached_is_told_at_once(
    tmp_path: Path, private: str, missing: int
) -> None:
    url = "http://127.0.0.1:9099/hook"
    with office(tmp_path, recipients=url, notify_private=private) as made:
        allowed = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [allowed], by="a test")
        assert len(monitors.unready_channels(made, added(made, tell=(url,)))) == missing
