"""How fast services are identified and judged: 3,000 of them, by the program and by nmap's version scan.

Real servers of the tests, open, each on one port of 127.0.0.1 in a network namespace of the bench's own.
There the kernel leads every connection to 127.1.0.0/16 on to 127.0.0.1, so that each server answers at many
addresses and is a service at each. The servers share the cores with whoever asks them. The program asks what
speaks on each service (the ports are no usual ones) and runs every check and shape that applies, at the
reading level `listing`; each verdict must be what the server's file says it is, or nothing is measured. The
peer, `nmap -sV` (no name lookup, no host discovery, its fastest timing), only says what speaks, of a sample
of them.

    leftopen's work   identify and examine, 200 talks at once, as a scan does; not in it: sweep and store.
                      `own_ms_per_service` is the CPU of its own process alone, `servers_ms_per_service` that
                      of all server processes meanwhile; `all_…` the same by as many scan processes as there
                      are cores, whose CPU is in `all_own_ms_per_service` too
    light_…           the same of the light web servers among them alone: every service is crawled
    the floor         the same conversations said again by the barest client (`_floor`), in the same run: what
                      the servers leave to anybody who asks all of that on these cores
    nmap's work       finds the ports of the sample open and says product and version

    judge.py                  all of it
    judge.py light            the light web servers alone
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._floor import Floor, Stalled, said_again
from bench._judged import LONGEST_S, Measured, NotMeasured, Service, lent, measured, mixed, recorded
from bench._report import Figure, Peer, show
from leftopen.errors import LeftopenError
from tests.servers.every import SERVERS
from tests.servers.real import RealServer, running, spot

SERVICES, SAMPLE = 3000, 128
GOAL_RATE, GOAL_RATIO, GOAL_OWN, GOAL_LIGHT = ">= 1000", ">= 75", "<= 2", ">= 800"
LIGHT = frozenset({"nginx", "lighttpd"})
"""Web servers that need little of a core for an answer, each with a readable listing."""
ALONE = "light"
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


def wanted_servers(light: bool) -> list[RealServer]:
    """Every real server that can run here, or the light ones of them."""
    can = [one for one in SERVERS if one.kind == "real" and one.name not in SLOW | SHY and not one.missing()]
    return [one for one in can if one.name in LIGHT] if light else can


@contextmanager
def services(folder: Path, servers: Sequence[RealServer]) -> Iterator[list[Service]]:
    """Each server, open, spread over as many addresses as make 3,000 services."""
    if not servers:
        raise NotMeasured("none of the servers is installed")
    with ExitStack() as up:
        ports = []
        for server in servers:
            place = folder / server.name
            place.mkdir(parents=True)
            mode = next(iter(server.modes))
            ports.append((server, up.enter_context(running(server, spot(server, place), mode)).port))
        spread = [
            Service(server=server, address=f"127.1.{n // 250}.{n % 250 + 1}", port=port)
            for n in range(-(-SERVICES // len(ports)))
            for server, port in ports
        ]
        yield spread[:SERVICES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One set of services: by one process, by all, and what the servers alone allow."""

    one: Measured
    every: Measured
    bare: Floor | None


def row(wanted: Sequence[Service], folder: Path) -> Row:
    folder.mkdir()
    return Row(
        one=measured(wanted, folder / "one", 1),
        every=measured(wanted, folder / "every", max(2, len(os.sched_getaffinity(0)))),
        bare=floor(wanted, folder / "floor"),
    )


def floor(wanted: Sequence[Service], folder: Path) -> Floor | None:
    """The same services, in the same order, without the program; None where a server does not answer twice
    alike, which is said."""
    with lent(folder) as asking:
        conversations = asyncio.run(recorded(wanted, asking))
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


def main(given: Sequence[str]) -> int:
    figures: list[Figure] = []
    works: list[str] = []
    try:
        inside_a_namespace()
        with tempfile.TemporaryDirectory(prefix="leftopen-bench-") as name:
            folder = Path(name)
            if ALONE not in given:
                with services(folder / "servers", wanted_servers(light=False)) as wanted:
                    had = row(wanted, folder / "mixed")
                    figures += mixed_figures(had, peer(wanted))
                names = ", ".join(had.one.right)
                works.append(f"{SERVICES:,} services by {len(had.one.right)} real servers ({names})")
                works.append(f"{SAMPLE} of them by nmap")
            with services(folder / "light_servers", wanted_servers(light=True)) as wanted:
                had = row(wanted, folder / "light")
                figures += light_figures(had)
            works.append(f"{SERVICES:,} services by {' and '.join(had.one.right)}")
    except (NotMeasured, LeftopenError, TimeoutError, subprocess.SubprocessError, OSError) as error:
        sys.stderr.write(f"{error or type(error).__name__}\n")
        return 1
    show("judge", "; ".join(works), figures)
    return 0


def mixed_figures(had: Row, other: float | None) -> list[Figure]:
    """What was measured; a floor or a peer that could not be had has no figure."""
    beside = Peer(name="nmap -sV", value=other) if other else None
    mine = had.one
    figures = [
        Figure(name="services_per_s", value=mine.rate, unit="1/s", peer=beside),
        Figure(name="all_services_per_s", value=had.every.rate, unit="1/s", goal=GOAL_RATE, peer=beside),
        Figure(name="requests_per_service", value=mine.requests, unit="requests"),
        Figure(name="connections_per_service", value=mine.connections, unit="connections"),
        Figure(name="own_ms_per_service", value=mine.cpu_ms, unit="ms of CPU", goal=GOAL_OWN),
        Figure(name="all_own_ms_per_service", value=had.every.cpu_ms, unit="ms of CPU"),
        Figure(name="servers_ms_per_service", value=mine.servers_ms, unit="ms of CPU"),
    ]
    if other:
        figures.append(Figure(name="ratio_nmap", value=had.every.rate / other, unit="times", goal=GOAL_RATIO))
    return [*figures, *bare_figures("", had.bare)]


def light_figures(had: Row) -> list[Figure]:
    return [
        Figure(name="light_services_per_s", value=had.one.rate, unit="1/s"),
        Figure(name="light_all_services_per_s", value=had.every.rate, unit="1/s", goal=GOAL_LIGHT),
        Figure(name="light_requests_per_service", value=had.one.requests, unit="requests"),
        Figure(name="light_own_ms_per_service", value=had.one.cpu_ms, unit="ms of CPU"),
        Figure(name="light_all_own_ms_per_service", value=had.every.cpu_ms, unit="ms of CPU"),
        Figure(name="light_servers_ms_per_service", value=had.every.servers_ms, unit="ms of CPU"),
        *bare_figures("light_", had.bare),
    ]


def bare_figures(before: str, bare: Floor | None) -> list[Figure]:
    if bare is None:
        return []
    return [
        Figure(name=f"{before}floor_services_per_s", value=bare.rate, unit="1/s"),
        Figure(name=f"{before}floor_own_ms_per_service", value=bare.cpu_ms, unit="ms of CPU"),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
