"""What a service logs and in which form, how it waits, and what it tells the service manager."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.cli import _service
from leftopen.cli._log_lines import Form, LogLines, form_of, log_lines
from leftopen.cli._service import FULL, StartRetry
from leftopen.errors import BadSetting, StoreFailed
from leftopen.present.log_events import ERROR, INFO, LOG, WARNING, log_event
from leftopen.service.operations.supervisor import Supervisor, report_alive, supervisor_of
from tests.durability.runs import MAIN

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
NOBODY = Supervisor(address="", watchdog=0)


def logged(**form: bool) -> str:
    """Three events and what another program and a stray print say, in that form."""
    stream = io.StringIO()
    handler = LogLines(
        stream, lambda: NOW, Form(**({"json": False, "journal": False, "terminal": False} | form))
    )
    LOG.addHandler(handler)
    LOG.setLevel(INFO)
    try:
        log_event(INFO, "job_done", "deliver: sent to maria@example.org", {"kind": "deliver", "seconds": 0.5})
        log_event(WARNING, "refused", "two\nlines \x1b[2J of https://maria:secret@example.org/")
        try:
            raise ZeroDivisionError("of maria@example.org")
        except ZeroDivisionError as error:
            log_event(ERROR, "bug", "made up", error=error)
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(logging.NOTSET)
    return stream.getvalue()


def test_the_forms_of_the_lines_have_levels_fields_and_nobodys_address() -> None:
    first, second, third, *trace = logged().splitlines()
    assert first == (
        "2026-12-01T03:00:00Z info: deliver: sent to …@example.org [job_done kind=deliver seconds=0.5]"
    )
    assert second.endswith(" warning: two lines \\x1b[2J of …@example.org/ [refused]")
    assert (third.endswith(" error: made up [bug]"), trace[-1]) == (
        True,
        "ZeroDivisionError: of …@example.org",
    )
    terminal = logged(terminal=True).splitlines()
    assert terminal[:2] == ["deliver: sent to …@example.org", f"warning: {second[30:-10]}"]
    lines = [json.loads(line) for line in logged(json=True).splitlines()]
    assert lines[0] == {
        "at": "2026-12-01T03:00:00.000000Z", "level": "info", "event": "job_done",
        "said": "deliver: sent to …@example.org", "kind": "deliver", "seconds": 0.5,
    }  # fmt: skip
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert lines[2]["trace"].endswith("ZeroDivisionError: of …@example.org\n")
    journal = logged(journal=True).splitlines()
    assert journal[0] == "<6>info: deliver: sent to …@example.org [job_done kind=deliver seconds=0.5]"
    assert [line[:3] for line in journal] == ["<6>", "<4>", *["<3>"] * (len(journal) - 2)], "of a trace too"
    both = logged(journal=True, json=True).splitlines()
    assert [line[:3] for line in both] == ["<6>", "<4>", "<3>"]
    assert [json.loads(line[3:])["event"] for line in both] == ["job_done", "refused", "bug"]
    assert "maria" not in "".join(map(logged_in, ("journal", "json", "terminal"))) + logged()


def logged_in(form: str) -> str:
    return logged(**{form: True})


def test_priorities_are_written_only_where_the_journal_reads_this_stream(tmp_path: Path) -> None:
    with (tmp_path / "err").open("w") as stream:
        own = os.fstat(stream.fileno())
        for value, journal in ((f"{own.st_dev}:{own.st_ino}", True), ("1:2", False), ("", False)):
            assert form_of({"JOURNAL_STREAM": value}, stream, "json").journal is journal, value
    assert not form_of({"JOURNAL_STREAM": ":"}, io.StringIO(), "").journal


def test_what_others_print_is_a_warning_and_quiet_leaves_only_warnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with log_lines(lambda: NOW, {}, "json", quiet=True):
        sys.stderr.write("leftopen: half a ")
        sys.stderr.write("line\n")
        logging.getLogger("uvicorn.error").error("cut")
        log_event(INFO, "job_done", "done")
    log_event(WARNING, "after", "as any command says it")
    *lines, plain = stream.getvalue().splitlines()
    assert [(line["level"], line["event"], line["said"]) for line in map(json.loads, lines)] == [
        ("warning", "stderr", "half a line"), ("error", "uvicorn.error", "cut"),
    ]  # fmt: skip
    assert plain == "leftopen: as any command says it"


class Obstacles:
    """A start that fails some times, and a clock that goes on only where somebody sleeps."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.now, self.closed = list(errors), 0.0, 0
        self.meanwhile: Callable[[], object] = lambda: None

    def start(self, stack: ExitStack) -> str:
        stack.callback(self.close)
        if self.errors:
            raise self.errors.pop(0)
        return "started"

    def close(self) -> None:
        self.closed += 1

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.meanwhile()

    def wait(self, *, waits: bool = True, manager: Supervisor = NOBODY) -> str:
        waiting = StartRetry(supervisor=manager, waits=waits, sleep=self.sleep, monotonic=lambda: self.now)
        with ExitStack() as stack:
            started = waiting.until_started(self.start, stack)
            self.closed_before_the_end = self.closed
        return started


def test_a_service_waits_for_a_port_and_says_so_once_then_every_ten_minutes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken = [StoreFailed("cannot listen on 127.0.0.1:8322: Address already in use")] * 241
    there = Obstacles(*taken, OSError(next(iter(FULL)), "No space left on device", "records"))
    assert there.wait() == "started"
    assert there.now == 242 * 5
    answer = [one.getMessage() for one in caplog.records]
    assert ["8322" in one for one in answer] == [True, True, True, False], answer
    assert {one.levelname for one in caplog.records} == {"ERROR"}
    assert "trying again every 5 seconds" in answer[0]
    assert (there.closed_before_the_end, there.closed) == (242, 243), "what a try opened is closed at once"


def test_what_waiting_does_not_mend_ends_at_once() -> None:
    for there, waits in (
        (Obstacles(BadSetting("port")), True), (Obstacles(OSError(13, "Permission denied")), True),
        (Obstacles(StoreFailed("taken")), False),
    ):  # fmt: skip
        error = there.errors[0]
        with pytest.raises(type(error)):
            there.wait(waits=waits)
        assert (there.now, there.closed) == (0, 1)


@contextmanager
def manager_socket(folder: Path, *, abstract: bool = False) -> Iterator[tuple[str, socket.socket]]:
    """The socket of a service manager, and its name as systemd gives it."""
    name = f"@leftopen-test-{os.getpid()}" if abstract else str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + name[1:] if abstract else name)
        listener.setblocking(False)
        yield name, listener


def heard(listener: socket.socket) -> list[str]:
    found = []
    while True:
        try:
            found.append(listener.recv(4096).decode())
        except BlockingIOError:
            return found


@pytest.mark.parametrize("abstract", [False, True])
def test_the_manager_hears_what_the_service_does(tmp_path: Path, abstract: bool) -> None:
    with manager_socket(tmp_path, abstract=abstract) as (name, listener):
        environ = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "180000000", "WATCHDOG_PID": str(os.getpid())}
        manager = supervisor_of(environ)
        assert manager.watchdog == 180
        manager.ready()
        manager.waiting("the port\nis taken")
        manager.stopping()
        assert heard(listener) == ["READY=1\nSTATUS=", "STATUS=waiting: the port is taken", "STOPPING=1"]
        there, answer = Obstacles(*[StoreFailed("taken")] * 20), []
        there.meanwhile = lambda: answer.extend(heard(listener))
        there.wait(manager=manager)
        assert answer.count("WATCHDOG=1") == 20
        assert answer.index("READY=1\nSTATUS=") == 12 * 2 + 1, (
            "a start of the machine is held up for a minute at most"
        )
    assert supervisor_of(environ | {"WATCHDOG_PID": "1"}).watchdog == 0
    for odd in ({}, {"WATCHDOG_USEC": "1"}, {"NOTIFY_SOCKET": "vsock:2:1"}, {"NOTIFY_SOCKET": "/nowhere"}):
        supervisor_of(odd).ready()
    assert supervisor_of({"WATCHDOG_USEC": "1"}) == NOBODY


def test_a_worker_that_hangs_gives_no_sign_of_life(tmp_path: Path) -> None:
    idle = [0.0]

    async def beaten(manager: Supervisor, listener: socket.socket) -> list[int]:
        stop, counts = asyncio.Event(), []
        task = asyncio.create_task(report_alive(manager, lambda: idle[0], stop))
        for seconds in (0.0, 0.06, 0.0):
            idle[0] = seconds
            await asyncio.sleep(0.3)
            counts.append(heard(listener).count("WATCHDOG=1"))
            # One that was on its way when it began to hang.
            await asyncio.sleep(0.03)
            heard(listener)
        stop.set()
        await task
        return counts

    with manager_socket(tmp_path) as (name, listener):
        turning, hanging, again = asyncio.run(beaten(Supervisor(address=name, watchdog=0.1), listener))
        assert (turning > 0, hanging <= 1, again > 0) == (True, True, True), (turning, hanging, again)


def test_an_error_at_the_start_is_a_line_of_the_log_too(tmp_path: Path) -> None:
    """As the settings ask for it, though the data folder can't be opened."""
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "settings.toml").write_text('log_format = "json"\n')
    environ = {
        **os.environ,
        "LEFTOPEN_CONFIG": str(tmp_path / "config"),
        "LEFTOPEN_DATA": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "serve", "--host", "192.0.2.1"],
        env=environ,
        capture_output=True,
        text=True,
    )
    [line] = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.returncode, line["level"], line["event"]) == (1, "error", "failed")
    assert "cannot serve on 192.0.2.1" in line["said"]


def test_a_start_without_waiting_is_what_a_terminal_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    there = Obstacles(StoreFailed("cannot listen on 127.0.0.1:8322: Address already in use"))
    with pytest.raises(StoreFailed, match="8322"), _service.service(there.start, quiet=False):
        pass
