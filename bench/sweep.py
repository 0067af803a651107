"""How fast the connect sweep tries ports, on loopback, where nothing but this machine is the limit.

Every attempt is a whole handshake or a refusal by the kernel, and passes the gate, which asks the scope. The
ports are closed but for a few; the peer, nmap's own connect scan of the same ports (`-sT`, no name lookup, no
host discovery, its fastest timing), runs in turn with it. Loopback says what the program costs, not what a
network bears: there the rate is set.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._report import Figure, Peer, show
from leftopen.net.gate import Gate
from leftopen.scope.decide import Scope
from leftopen.sweep.connect import Found, answering_endpoints
from leftopen.sweep.targets import Targets

RUNS = 3
LONGEST_S = 60
GOAL = ">= 12000"
NETWORK = IPv4Network("127.31.9.0/28")
LOW, HIGH = 11_000, 14_999
OPEN = (("127.31.9.3", 11_111), ("127.31.9.8", 12_345), ("127.31.9.14", 14_999))
ATTEMPTS = NETWORK.num_addresses * (HIGH - LOW + 1)
WORK = f"{ATTEMPTS:,} ports of {NETWORK}, {len(OPEN)} of them open, the median of {RUNS} runs"


class WrongAnswer(Exception):
    """A sweep that does not find what is open was not measured."""


@contextmanager
def open_ports() -> Iterator[None]:
    with ExitStack() as listening:
        for place in OPEN:
            listening.enter_context(socket.create_server(place, backlog=16))
        yield


async def swept() -> set[tuple[str, int]]:
    """What the sweep found, through a real gate and the scope's own decision."""
    gate = Gate(permits=Scope().permit, clock=lambda: datetime.now(UTC), monotonic=time.monotonic)
    events = answering_endpoints(Targets([NETWORK]), range(LOW, HIGH + 1), seed=7, start=0, gate=gate)
    async with asyncio.timeout(LONGEST_S):
        return {(str(event.address), event.port) async for event in events if isinstance(event, Found)}


def own_rate() -> float:
    began = time.monotonic()
    found = asyncio.run(swept())
    took = time.monotonic() - began
    if found != set(OPEN):
        raise WrongAnswer(f"the sweep found {sorted(found)}")
    return ATTEMPTS / took


def peer_rate(nmap: str) -> float:
    """nmap's start is in its time, as the sweep's threads and sockets are in ours."""
    words = [nmap, "-sT", "-n", "-Pn", "-T5", "-oG", "-", "-p", f"{LOW}-{HIGH}", str(NETWORK)]
    began = time.monotonic()
    try:
        answer = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST_S, check=True).stdout
    except subprocess.CalledProcessError as error:
        raise WrongAnswer(f"nmap ended with {error.returncode}") from None
    except subprocess.TimeoutExpired:
        raise WrongAnswer(f"nmap took longer than {LONGEST_S} s") from None
    took = time.monotonic() - began
    found = {(host, int(port)) for host, port in re.findall(r"Host: (\S+) .*?Ports: (\d+)/open", answer)}
    if found != set(OPEN):
        raise WrongAnswer(f"nmap found {sorted(found)}")
    return ATTEMPTS / took


def nmap_version(nmap: str) -> str:
    answer = subprocess.run(
        [nmap, "--version"], capture_output=True, text=True, timeout=10, check=True
    ).stdout
    return answer.partition("version ")[2].partition(" ")[0]


def measured(nmap: str | None) -> tuple[list[float], list[float]]:
    """Both rates, in turn; a peer that fails is left out from then on, and it is said why."""
    own: list[float] = []
    other: list[float] = []
    for _ in range(RUNS):
        own.append(own_rate())
        try:
            other += [peer_rate(nmap)] if nmap else []
        except WrongAnswer as error:
            sys.stderr.write(f"{error}; the peer is left out\n")
            nmap, other = None, []
    return own, other


def main() -> int:
    nmap = shutil.which("nmap")
    if nmap is None:
        sys.stderr.write("no nmap here, so there is no peer to hold it against\n")
    try:
        with open_ports():
            own, other = measured(nmap)
    except (WrongAnswer, TimeoutError) as error:
        sys.stderr.write(f"{error or 'the sweep took too long'}\n")
        return 1
    peer = Peer(name="nmap -sT", value=statistics.median(other)) if other else None
    figure = Figure(name="connects_per_s", value=statistics.median(own), unit="1/s", goal=GOAL, peer=peer)
    show("sweep", WORK, [figure], **({"nmap": nmap_version(nmap)} if nmap and peer else {}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
