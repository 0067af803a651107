"""Packets per second, as the interface counts them, never over what was asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.namespaces.eyes import Eyes
from tests.servers.namespaces import Namespace, Net
from tests.servers.need import program
from tests.tier import tier

pytestmark = pytest.mark.netns

RATE = 200
SILENT = "10.77.9.64/26"
PORTS = tier(8, 16)


@contextmanager
def counted(host: Namespace) -> Iterator[list[tuple[float, int]]]:
    """(monotonic seconds, frames sent so far), fifty times a second, from before the first to after the
    last."""
    seen: list[tuple[float, int]] = []
    begun, done = threading.Event(), threading.Event()

    def watch() -> None:
        seen.append((time.monotonic(), _frames()))
        begun.set()
        while not done.wait(0.02):
            seen.append((time.monotonic(), _frames()))
        seen.append((time.monotonic(), _frames()))

    watcher = threading.Thread(target=host.within, args=(watch,))
    watcher.start()
    try:
        assert begun.wait(10)
        yield seen
    finally:
        done.set()
        watcher.join()


def _frames() -> int:
    """The interface's line holds eight numbers of what came, then bytes and frames of what was sent."""
    with open("/proc/thread-self/net/dev") as file:
        (line,) = [line for line in file if line.strip().startswith("wire:")]
    return int(line.partition(":")[2].split()[9])


def busiest(seen: list[tuple[float, int]], span: float = 1.0) -> int:
    """The most frames between two readings that are at most `span` apart."""
    most, start = 0, 0
    for at, frames in seen:
        while at - seen[start][0] > span:
            start += 1
        most = max(most, frames - seen[start][1])
    return most


def know_the_way(net: Net) -> None:
    """The next hop's hardware address is given, so that no ARP is among the frames that are counted."""
    card = net.target.run("cat", "/sys/class/net/to1/address").stdout.strip()
    done = net.scanner.run(
        program("ip"), "neigh", "replace", "10.77.1.1", "lladdr", card, "dev", "wire", "nud", "permanent"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.hostile("S5")
@pytest.mark.slow
def test_no_second_of_a_sweep_holds_more_packets_than_the_rate(eyes: Eyes, net: Net) -> None:
    """Nothing answers there, so each frame is one attempt, and each is made twice."""
    know_the_way(net)
    eyes.authorise(SILENT)
    eyes.flags |= {"rate": RATE, "address_rate": 100}
    with counted(net.scanner) as seen:
        lines = eyes.scan(*range(1, 1 + PORTS), target=SILENT)
    assert lines[-1]["swept"] == 64 * PORTS
    assert seen[-1][1] - seen[0][1] == 2 * 64 * PORTS
    assert busiest(seen) <= RATE * 1.05
    # Not slow for some other reason either: at its pace it takes six seconds, or eleven.
    assert busiest(seen) >= RATE * 0.5


def test_the_rate_of_a_record_holds_whatever_the_program_would_send(eyes: Eyes, net: Net) -> None:
    know_the_way(net)
    eyes.authorise(SILENT, rate=100)
    eyes.flags |= {"rate": 5000, "address_rate": 5000}
    with counted(net.scanner) as seen:
        eyes.scan(1, 2, target=SILENT)
    assert seen[-1][1] - seen[0][1] == 2 * 64 * 2
    assert 50 <= busiest(seen) <= 105


def test_one_address_gets_no_more_than_its_share(eyes: Eyes, net: Net) -> None:
    know_the_way(net)
    eyes.authorise("10.77.9.70")
    eyes.flags |= {"rate": 5000, "address_rate": 50}
    with counted(net.scanner) as seen:
        eyes.scan(*range(1, 101), target="10.77.9.70")
    assert seen[-1][1] - seen[0][1] == 2 * 100
    assert 25 <= busiest(seen) <= 52


@pytest.mark.slow
@pytest.mark.hostile("S5")
def test_a_clock_that_jumps_by_an_hour_and_a_thousand_workers_send_no_faster(eyes: Eyes, net: Net) -> None:
    know_the_way(net)
    eyes.authorise(SILENT)
    eyes.flags |= {"rate": RATE, "address_rate": 100, "workers": 1000}
    done = threading.Event()

    def jump() -> None:
        minutes = 60
        while not done.wait(0.2):
            eyes.clock.forward(minutes)
            minutes = -minutes

    jumping = threading.Thread(target=jump)
    with counted(net.scanner) as seen:
        jumping.start()
        try:
            lines = eyes.scan(*range(1, 9), target=SILENT)
        finally:
            done.set()
            jumping.join()
    assert lines[-1]["swept"] == 64 * 8
    assert seen[-1][1] - seen[0][1] == 2 * 64 * 8
    assert RATE * 0.5 <= busiest(seen) <= RATE * 1.05
