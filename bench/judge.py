"""How fast services are identified and judged: 3,000 of them, by the program and by nmap's version scan.

Real servers of the tests, open, each on one port of 127.0.0.1 in a network namespace of the bench's own.
There the kernel leads every connection to 127.1.0.0/16 on to 127.0.0.1, so that each server answers at many
addresses and is a service at each. The servers share the cores with whoever asks them. The program asks what
speaks on each service (the ports are no usual ones) and runs every check that applies, at the reading level
`listing`; each verdict must be what the server's file says it is, or nothing is measured. The peer, `nmap
-sV` (no name lookup, no host discovery, its fastest timing), only says what speaks, of a sample of them.

    leftopen's work   identify and examine, 200 talks at once, as a scan does; not in it: sweep and store.
                      `own_ms_per_service` is the CPU of its own process alone, `servers_ms_per_service` that
                      of all server processes meanwhile
    the floor         the same conversations said again by the barest client (`_floor`), in the same run: what
                      the servers leave to anybody who asks all of that on these cores
    nmap's work       finds the ports of the sample open and says product and version
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

import uvloop

from bench._cpu import milliseconds, servers
from bench._floor import Conversation, Floor, Stalled, Turn, relay, said_again
from bench._report import Figure, Peer, show
from leftopen.errors import LeftopenError
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import State
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.identify import identify
from leftopen.pipeline.run_checks import run_all
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.workspace import opened
from tests.servers.every import SERVERS
from tests.servers.real import RealServer, running, spot

SERVICES, SAMPLE, WORKERS = 3000, 128, 200
GOAL_RATE, GOAL_RATIO, GOAL_OWN = ">= 1000", ">= 75", "<= 2"
LONGEST_S = 240
PATIENCE_S = 40
"""The deadline of one talk: who asks two hundred at once on a loaded machine waits for PostgreSQL, say."""
INSIDE = "LEFTOPEN_BENCH_INSIDE"
NAT = """
table ip bench {
  chain out { type nat hook output priority -100; ip daddr 127.1.0.0/16 dnat to 127.0.0.1; }
}
"""
SLOW = frozenset({"sendria", "maildev", "mlflow", "jupyter", "flower", "radicale", "verdaccio", "wsgidav"})
"""Take over 5 ms of a core for one answer: eighty services of each would measure them and nothing else."""
SHY = frozenset({"ssh", "tigervnc", "xvfb", "zookeeper", "samba"})
"""Turn away the many talks at once that all come from one address here, as their defaults say."""


class NotMeasured(Exception):
    """Something was missing, or a verdict was wrong."""


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    server: RealServer
    address: str
    port: int


def inside_a_namespace() -> None:
    """Runs this very script again in a new network namespace with its own loopback; then it returns there."""
    if os.environ.get(INSIDE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["nft", "-f", "-"], input=NAT.encode(), check=True)
        return
    for name in ("unshare", "ip", "nft"):
        if shutil.which(name) is None:
            raise NotMeasured(f"{name} is not installed")
    if os.geteuid() != 0:
        raise NotMeasured("only root may make a network namespace")
    command = [shutil.which("unshare") or "", "--net", sys.executable, *sys.argv]
    os.execve(command[0], command, {**os.environ, INSIDE: "1"})


@contextmanager
def services(folder: Path) -> Iterator[list[Service]]:
    """Every real server that can run here, open, spread over as many addresses as make 3,000 services."""
    with ExitStack() as up:
        ports = []
        for server in SERVERS:
            if server.kind == "real" and server.name not in SLOW | SHY and not server.missing():
                place = folder / server.name
                place.mkdir()
                mode = next(iter(server.modes))
                ports.append((server, up.enter_context(running(server, spot(server, place), mode)).port))
        spread = [
            Service(server=server, address=f"127.1.{n // 250}.{n % 250 + 1}", port=port)
            for n in range(-(-SERVICES // len(ports)))
            for server, port in ports
        ]
        yield spread[:SERVICES]


async def judged(wanted: Sequence[Service], context: ScanContext) -> Counter[str]:
    """Server → services with the right module and verdict. Raises NotMeasured for a wrong one."""
    room, right = asyncio.Semaphore(WORKERS), Counter[str]()

    async def one(service: Service) -> None:
        async with room:
            await asked(service, context)
        right[service.server.name] += 1

    async with asyncio.timeout(LONGEST_S):
        await asyncio.gather(*(one(service) for service in mixed(wanted)))
    return right


async def asked(service: Service, context: ScanContext) -> None:
    """Identified and judged. Raises NotMeasured for a wrong module or verdict."""
    address = Address.parse(service.address)
    permit = context.gate.permit(address)
    with context.session() as session:
        seen = await identify(Endpoint(address=address, port=service.port), permit, session)
        outcomes = await run_all(seen, permit, session)
    open_now = {one.judged.check for one in outcomes if one.judged.verdict.state is State.OPEN}
    if seen.module != service.server.module or (service.server.check or None) not in (None, *open_now):
        raise NotMeasured(f"{service.server.name}: {seen.module} {seen.info}, open: {sorted(open_now)}")


def mixed(wanted: Sequence[Item]) -> list[Item]:
    return random.Random(5).sample(list(wanted), len(wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Services per second; per service requests, connections, milliseconds of CPU of the program and of the
    servers; services by server."""

    rate: float
    requests: float
    connections: float
    cpu_ms: float
    servers_ms: float
    right: Counter[str]


async def recorded(wanted: Sequence[Service], context: ScanContext) -> list[Conversation]:
    """What is said to each of them, as one service of each server was asked: the second one on its port, when
    it is known there what is asked first."""
    talks: dict[str, tuple[tuple[Turn, ...], ...]] = {}
    for service in {service.server.name: service for service in wanted}.values():
        async with relay(service.port) as (port, heard):
            for _ in range(2):
                heard.talks.clear()
                await asked(replace(service, address="127.0.0.1", port=port), context)
        talks[service.server.name] = tuple(tuple(turns) for turns in heard.talks)
    return [
        Conversation(server=one.server.name, address=one.address, port=one.port, talks=talks[one.server.name])
        for one in wanted
    ]


@contextmanager
def lent(folder: Path) -> Iterator[ScanContext]:
    """The tools of a scan of loopback, at the reading level `listing`."""
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    with opened(
        folder / "data", {"vantage_name": "bench", "deadline": PATIENCE_S}, environ=environ
    ) as workspace:
        now = workspace.clock()
        named = record(
            "127.0.0.0/8", authorised_by="the bench", until=now + timedelta(days=1), now=now,
            level=ReadLevel.LISTING, anonymous=True,
        )  # fmt: skip
        yield build_context(workspace, build_gate(workspace, Scope(records=(named,)).permit), "bench")


def own(wanted: Sequence[Service], folder: Path) -> Measured:
    running_now = servers()
    with lent(folder) as context:
        theirs, counts = milliseconds(running_now), context.gate.counts
        began, used = time.monotonic(), time.process_time()
        right = uvloop.run(judged(wanted, context))
        took, used = time.monotonic() - began, time.process_time() - used
        return Measured(
            rate=len(wanted) / took,
            requests=counts.requests / len(wanted),
            connections=counts.connections / len(wanted),
            cpu_ms=1000 * used / len(wanted),
            servers_ms=(milliseconds(running_now) - theirs) / len(wanted),
            right=right,
        )


def floor(wanted: Sequence[Service], folder: Path) -> Floor | None:
    """The same services, in the same order, without the program; None where a server does not answer twice
    alike, which is said."""
    with lent(folder) as context:
        conversations = asyncio.run(recorded(wanted, context))
    try:
        return said_again(mixed(conversations))
    except Stalled as stalled:
        sys.stderr.write(f"the floor is left out: {stalled}\n")
        return None


def peer(wanted: Sequence[Service]) -> float | None:
    """nmap's services per second over the first 128: whole addresses, all ports of each. None without
    nmap, which is said."""
    if shutil.which("nmap") is None:
        sys.stderr.write("nmap is not installed: the peer is left out\n")
        return None
    ports = sorted({service.port for service in wanted})
    hosts = list(dict.fromkeys(service.address for service in wanted))[: max(1, SAMPLE // len(ports))]
    words = ["nmap", "-sV", "-n", "-Pn", "-T5", "-oG", "-", "-p", ",".join(map(str, ports)), *hosts]
    began = time.monotonic()
    said = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST_S, check=True).stdout
    took = time.monotonic() - began
    answered = len(re.findall(r"\d+/open/tcp/", said))
    if answered < 0.9 * len(ports) * len(hosts):
        raise NotMeasured(f"nmap saw {answered} of {len(ports) * len(hosts)} services")
    return answered / took


def main() -> int:
    try:
        inside_a_namespace()
        with tempfile.TemporaryDirectory(prefix="leftopen-bench-") as name:
            folder = Path(name)
            for part in ("servers", "own", "floor"):
                (folder / part).mkdir()
            with services(folder / "servers") as wanted:
                mine = own(wanted, folder / "own")
                bare = floor(wanted, folder / "floor")
                other = peer(wanted)
    except (NotMeasured, LeftopenError, TimeoutError, subprocess.SubprocessError, OSError) as error:
        sys.stderr.write(f"{error or type(error).__name__}\n")
        return 1
    work = (
        f"{SERVICES:,} services by {len(mine.right)} real servers, {SAMPLE} by nmap: {', '.join(mine.right)}"
    )
    show("judge", work, figures(mine, bare, other))
    return 0


def figures(mine: Measured, bare: Floor | None, other: float | None) -> list[Figure]:
    """What was measured; a floor or a peer that could not be had has no figure."""
    beside = Peer(name="nmap -sV", value=other) if other else None
    had = [
        Figure(name="services_per_s", value=mine.rate, unit="1/s", goal=GOAL_RATE, peer=beside),
        Figure(name="requests_per_service", value=mine.requests, unit="requests"),
        Figure(name="connections_per_service", value=mine.connections, unit="connections"),
        Figure(name="own_ms_per_service", value=mine.cpu_ms, unit="ms of CPU", goal=GOAL_OWN),
        Figure(name="servers_ms_per_service", value=mine.servers_ms, unit="ms of CPU"),
    ]
    if other:
        had.append(Figure(name="ratio_nmap", value=mine.rate / other, unit="times", goal=GOAL_RATIO))
    if bare:
        had.append(Figure(name="floor_services_per_s", value=bare.rate, unit="1/s"))
        had.append(Figure(name="floor_own_ms_per_service", value=bare.cpu_ms, unit="ms of CPU"))
    return had


if __name__ == "__main__":
    sys.exit(main())
