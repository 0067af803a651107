"""The other end hangs up: a reader of standard output, or a target that is being spoken to."""

from __future__ import annotations

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.durability.crowd import Crowd, some_ports
from tests.durability.runs import MAIN, Folder, Run, done
from tests.durability.stored import assert_nothing_lost, kept

HOST = "127.31.4.6"
LOW, HIGH = 11_000, 11_499
SCAN = ("scan", HOST, "--ports", f"{LOW}-{HIGH}", "--json", "--quiet")
SERVERS = 16
RESET = struct.pack("ii", 1, 0)


@contextmanager
def slamming(host: str, port: int) -> Iterator[list[int]]:
    """A server that resets every connection at the first word; gives how many there were."""
    listener = socket.create_server((host, port))
    count = [0]

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.recv(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.close()
            count[0] += 1

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield count
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()


def test_targets_that_hang_up_in_the_middle_of_a_question_do_not_end_the_scan(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    with slamming(HOST, LOW) as count, Crowd(HOST, [LOW + 1]) as crowd:
        lines = done(folder, *SCAN)
    assert count[0] >= 2
    assert {line["port"] for line in lines if line["type"] == "observation"} == {LOW, *crowd.ports}
    assert lines[-1]["state"] == "finished"


def test_a_signal_for_a_broken_pipe_ends_no_command(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.3})
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, random.Random(26)), slow=0.05) as crowd:
        run = Run(folder, *SCAN)
        while run.running:
            if crowd.last():
                run.process.send_signal(signal.SIGPIPE)
                break
            time.sleep(0.01)
        assert run.wait() == 0, run.said()
    assert len([line for line in run.lines() if line["type"] == "observation"]) == SERVERS


def test_a_reader_that_has_had_enough_ends_a_scan_quietly_and_the_next_one_goes_on(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05, "workers": 2})
    folder.root.mkdir()
    with Crowd(HOST, some_ports(LOW, HIGH, SERVERS, random.Random(27)), slow=0.05) as crowd:
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *SCAN, "--data", str(folder.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=folder.environ(),
        )
        assert process.stdout is not None
        assert process.stderr is not None
        first = os.read(process.stdout.fileno(), 64)
        process.stdout.close()
        with process.stderr:
            answer = process.stderr.read()
        assert process.wait(20) == 1
        assert (first[:1], answer) == (b"{", b"")
        lines = done(folder, *SCAN)
        now = kept(folder)
    assert_nothing_lost(now, lines)
    assert [scan.state for scan in now.scans] == ["finished"]
    assert {case.port for case in now.cases} == set(crowd.of_kind("redis open", "listing"))
