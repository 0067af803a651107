"""Stopped by a signal, the program sends not one frame more after a second, whoever it was talking to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.namespaces.test_nothing_is_sent import CODE, Program
from tests.namespaces.test_rates import know_the_way
from tests.namespaces.walls import left
from tests.servers.namespaces import Net

pytestmark = pytest.mark.netns


@pytest.mark.hostile("S6")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_frame_is_sent_a_second_after_the_signal(net: Net, tmp_path: Path, number: signal.Signals) -> None:
    know_the_way(net)
    leftopen = Program(net, tmp_path)
    leftopen.allow("10.77.9.0/24")
    environ = {
        "PATH": os.environ["PATH"],
        "LEFTOPEN_CONFIG": str(leftopen.config),
        "LEFTOPEN_DATA": str(leftopen.data),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    before = left(net.scanner)
    # Nobody answers there, so that every attempt is still waiting when the signal comes.
    scan = subprocess.Popen(
        net.scanner.command(sys.executable, "-c", CODE, "scan", "10.77.9.0/24", "--ports", "1-60", "--quiet"),
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 20
        while left(net.scanner) < before + 200:
            assert scan.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        scan.send_signal(number)
        time.sleep(1.0)
        after = left(net.scanner)
        assert scan.wait(10) == 130
        time.sleep(1.5)
        assert left(net.scanner) == after
    finally:
        if scan.poll() is None:
            scan.kill()
            scan.wait()
