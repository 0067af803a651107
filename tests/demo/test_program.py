from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leftopen.demo.program import ProgramFailed, ServerProgram, free_ports

LISTENER = (
    "import socket, sys, time\n"
    "listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
    "print('listening', flush=True)\n"
    "time.sleep(60)\n"
)


def listener(port: int) -> list[str]:
    return [sys.executable, "-c", LISTENER, str(port)]


def listens(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def gone_within(port: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while listens(port):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_it_listens_after_start_and_not_after_stop(tmp_path: Path) -> None:
    port = free_ports(1, random.Random(11))[0]
    program = ServerProgram(listener(port), ports=(port,), log=tmp_path / "one.log")
    program.start()
    started = (listens(port), program.running)
    program.stop()
    assert (started, listens(port), program.running) == ((True, True), False, False)
    program.stop()


def test_a_program_that_ends_at_once_is_named_with_what_it_said(tmp_path: Path) -> None:
    port = free_ports(1, random.Random(12))[0]
    program = ServerProgram(
        [sys.executable, "-c", "raise SystemExit('no such thing')"], ports=(port,), log=tmp_path / "bad.log"
    )
    with pytest.raises(ProgramFailed, match=r"bad ended at once: .*no such thing"):
        program.start()


def test_a_program_that_never_listens_is_ended(tmp_path: Path) -> None:
    port = free_ports(1, random.Random(13))[0]
    program = ServerProgram(
        [sys.executable, "-c", "import time; time.sleep(60)"], ports=(port,), log=tmp_path / "mute.log"
    )
    with pytest.raises(ProgramFailed, match="does not listen"):
        program.start(limit=0.5)
    assert not program.running


def test_a_program_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    port = free_ports(1, random.Random(14))[0]
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LISTENER
    program = ServerProgram(
        [sys.executable, "-c", stubborn, str(port)], ports=(port,), log=tmp_path / "stubborn.log"
    )
    program.start()
    program.stop()
    assert not listens(port)


def test_nothing_outlives_a_starter_that_was_killed(tmp_path: Path) -> None:
    port = free_ports(1, random.Random(15))[0]
    script = (
        "import pathlib, sys, time\n"
        "from leftopen.demo.program import ServerProgram\n"
        "program = ServerProgram(sys.argv[3:], ports=(int(sys.argv[1]),), log=pathlib.Path(sys.argv[2]))\n"
        "program.start()\nprint('ready', flush=True)\ntime.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(port), str(tmp_path / "x.log"), *listener(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"ready\n"
        assert listens(port)
        os.kill(starter.pid, signal.SIGKILL)
    assert gone_within(port, 5)


def test_free_ports_are_different_and_below_the_kernels_own() -> None:
    ports = free_ports(20, random.Random(16))
    assert len(set(ports)) == 20
    assert all(20_000 <= port < 32_768 for port in ports)
