"""Monitors on the command line, from adding one to its changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen.present.timestamps import format_utc
from leftopen.service.workspace.workspace import utc_now
from tests.cli.program import all_ran, ran
from tests.durability.runs import Folder, Run
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path, settings={"banner_wait": 0.05, "connect_timeout": 0.5})


def test_from_add_to_remove(folder: Folder) -> None:
    with Loopback() as servers:
        port = str(servers.serve(Redis()))
        none, early, added, listed, once, changes, idle, now, shown, paused, resumed, removed = all_ran(
            folder,
            [
                ["watch", "list"],
                ["changes"],
                ["watch", "add", "here", "127.0.0.1", "--every", "1h", "-p", port],
                ["watch", "list", "--json"],
                ["watch", "run", "--once"],
                ["changes", "--since", "1h"],
                ["watch", "run", "--once"],
                ["watch", "now", "here", "--json"],
                ["watch", "show", "here"],
                ["watch", "pause", "here"],
                ["watch", "resume", "here", "--json"],
                ["watch", "remove", "here"],
            ],
        )
    assert "to add one: leftopen watch add NAME TARGET" in none.err
    assert early.err == "no monitors yet; to add one: leftopen watch add NAME TARGET\n"
    assert (added.code, added.out) == (0, "")
    [line] = listed.lines
    assert (line["name"], line["every"], line["ports"], line["runs"]) == ("here", "1h", port, 0)
    assert (once.code, once.out) == (0, "")
    assert "monitor here: 1 service on 1 host responded; first run: 1 exposure open" in once.err
    assert "next: leftopen cases list · leftopen changes" in once.err
    assert changes.err == "no changes in the last 1h\n"
    assert idle.err.endswith("to run a monitor now: leftopen watch now NAME\n")
    assert str(now.lines[0]["next_run"]) < format_utc(utc_now())
    assert "paused    no" in shown.out
    assert "said      1 service on 1 host responded" in shown.out
    assert "to resume: leftopen watch resume here" in paused.err
    assert resumed.lines[0]["paused"] is False
    assert removed.code == 0


def test_a_recipient_that_gets_nothing_is_told_when_the_monitor_is_added(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9099/hook"
    folder = Folder(root=tmp_path, settings={"recipients": url})
    [added] = all_ran(folder, [["watch", "add", "here", "127.0.0.1", "--to", url, "--json"]])
    assert "127.0.0.1 is a loopback address (setting notify_private: yes)" in added.err
    assert [line["tell"] for line in added.lines] == [[url]]


def test_wrong_words_are_told(folder: Folder) -> None:
    words = [
        (["watch", "add", "here", "192.0.2.7"], "192.0.2.7"),
        (["watch", "add", "here", "127.0.0.1", "--every", "often"], "'often' is not a valid interval"),
        (["watch", "add", "here", "127.0.0.1", "--when", "odd"], "'odd' is no event"),
        (["watch", "add", "here", "127.0.0.1", "--to", "pigeon:carl"], "unknown notice channel"),
        (["watch", "show", "there"], "leftopen watch list"),
        (["changes", "--since", "ever"], "'ever' is not a valid interval"),
    ]
    for ended, (_, answer) in zip(all_ran(folder, [words for words, _ in words]), words, strict=True):
        assert (ended.code, ended.out) == (1, "")
        assert answer in ended.err


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end


def test_a_runner_that_was_killed_is_taken_over(folder: Folder) -> None:
    """The second one runs what the first one had begun."""

    with Loopback() as servers:
        port = str(servers.serve(Redis()))
        assert ran(folder, "watch", "add", "here", "127.0.0.1", "-p", f"1-20000,{port}").code == 0
        first = Run(folder, "watch", "run")
        until(lambda: bool(ran(folder, "jobs", "list", "--state", "running", "--kind", "monitor").out))
        first.process.kill()
        first.process.wait()
        assert ran(folder, "watch", "run", "--once").code == 0
    [line] = ran(folder, "watch", "list", "--json").lines
    assert line["runs"] == 1
