"""How fast services are identified and judged: 3,000 of them, by the program and by nmap's version scan.

Real servers of the tests, open, each on one port of 127.0.0.1 in a network namespace of the bench's own.
There the kernel leads every connection to 127.1.0.0/16 on to 127.0.0.1, so that each server answers at many
addresses and is a service at each. The servers share the cores with whoever asks them. The program asks what
speaks on each service (the ports are no usual ones) and runs every check and shape that applies, at the
reading level `listing`; each verdict must be what the server's file says it is. A talk that ends otherwise
is odd: it is counted, named and left out of the rate; where more than one in fifty is, the figure is left
out. The peer, `nmap -sV` (no name lookup, no host discovery, its fastest timing), only says what speaks, of a
sample of them.

    leftopen's work   identify and examine, 200 talks at once, as a scan does; not in it: sweep and store.
                      `own_ms_per_service` is the CPU of its own process alone, `servers_ms_per_service` that
                      of all server processes meanwhile; `all_…` the same by as many scan processes as there
                      are cores, whose CPU is in `all_own_ms_per_service` too
    light_…           the same of the light web servers among them alone: every service is crawled
    the floor         the same conversations said again by the barest client (`_floor`), in the same run: what
                      the servers leave to anybody who asks all of that on these cores
    talks_odd         by one process; `all_…` and `floor_…` accordingly
    nmap's work       finds the ports of the sample open and says product and version

    judge.py                  all of it
    judge.py light            the light web servers alone
    judge.py short            all of it with 400 services (a trial of the bench; its figures tell little)
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
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._floor import Floor, Stalled, said_again
from bench._judged import LONGEST_S, Measured, NotMeasured, Service, lent, measured, mixed, recorded
from bench._namespace import inside_a_namespace
from bench._report import Figure, Peer, show
from leftopen.catalogue import checks
from leftopen.demo.program import ProgramFailed
from leftopen.errors import LeftopenError
from leftopen.model.read_level import ReadLevel
from tests.servers.every import SERVERS
from tests.servers.real import RealServer, Running, running, spot

SERVICES, FEW, SAMPLE = 3000, 400, 128
GOAL_RATE, GOAL_RATIO, GOAL_OWN, GOAL_LIGHT = ">= 1000", ">= 75", "<= 2", ">= 800"
LIGHT = frozenset({"nginx", "lighttpd"})
"""Web servers that need little of a core for an answer, each with a readable listing."""
ALONE, SHORT = "light", "short"
SLOW = frozenset(
    {"sendria", "maildev", "mlflow", "jupyter_server", "flower", "radicale", "verdaccio", "wsgidav"}
)
"""Take over 5 ms of a core for one answer: eighty services of each would measure them and nothing else."""
SHY = frozenset({"ssh", "tigervnc", "xvfb", "zookeeper", "samba"})
"""Turn away the many talks at once that all come from one address here, as their defaults say."""

AT_HOME = frozenset({"mcp", "mcp_sse"})
"""Refuse a Host that is not 127.0.0.1, against DNS rebinding: at the addresses of the bench they are shut."""


def wanted_servers(light: bool) -> list[RealServer]:
    """Every real server that can run here, or the light ones of them."""
    left_out = SLOW | SHY | AT_HOME
    can = [one for one in SERVERS if one.kind == "real" and one.name not in left_out and not one.missing()]
    known = checks()
    can = [one for one in can if one.check not in known or ReadLevel.LISTING.allows(known[one.check].level)]
    return [one for one in can if one.name in LIGHT] if light else can


@contextmanager
def services(folder: Path, servers: Sequence[RealServer], count: int) -> Iterator[list[Service]]:
    """Each server, open, spread over as many addresses as make so many services."""
    if not servers:
        raise NotMeasured("none of the servers is installed")
    with ExitStack() as up:
        ports = []
        for server in servers:
            try:
                ports.append((server, up.enter_context(started(server, folder / server.name)).port))
            except ProgramFailed as failed:
                sys.stderr.write(f"{server.name} is left out: {failed}\n")
        spread = [
            Service(server=server, address=f"127.1.{n // 250}.{n % 250 + 1}", port=port)
            for n in range(-(-count // len(ports)))
            for server, port in ports
        ]
        yield spread[:count]


def started(server: RealServer, folder: Path) -> AbstractContextManager[Running]:
    folder.mkdir(parents=True)
    return running(server, spot(server, folder), next(iter(server.modes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One set of services: by one process, by all, and what the servers alone allow; None for what could not
    be measured, which is said."""

    one: Measured | None
    every: Measured | None
    bare: Floor | None


def row(wanted: Sequence[Service], folder: Path) -> Row:
    folder.mkdir()
    return Row(
        one=judged(wanted, folder / "one", 1),
        every=judged(wanted, folder / "every", max(2, len(os.sched_getaffinity(0)))),
        bare=floor(wanted, folder / "floor"),
    )


def judged(wanted: Sequence[Service], folder: Path, processes: int) -> Measured | None:
    try:
        return answer(measured(wanted, folder, processes))
    except NotMeasured as error:
        sys.stderr.write(f"left out (processes: {processes}): {error}\n")
        return None


def answer(had: Measured) -> Measured:
    """The same; what was odd is said."""
    for text, count in had.odd.most_common():
        sys.stderr.write(f"odd: {text} ({count})\n")
    return had


def floor(wanted: Sequence[Service], folder: Path) -> Floor | None:
    """The same services, in the same order, without the program; None where a server does not answer twice
    alike, which is said."""
    try:
        with lent(folder) as asking:
            conversations = asyncio.run(recorded(wanted, asking))
        return said_again(mixed(conversations))
    except (NotMeasured, Stalled) as stalled:
        sys.stderr.write(f"the floor is left out: {stalled}\n")
        return None


def peer(wanted: Sequence[Service]) -> float | None:
    """nmap's services per second over the first 128: whole addresses, all ports of each. None without nmap,
    or where it does not see nine in ten, which is said."""
    if shutil.which("nmap") is None:
        sys.stderr.write("nmap is not installed: the peer is left out\n")
        return None
    ports = sorted({service.port for service in wanted})
    hosts = list(dict.fromkeys(service.address for service in wanted))[: max(1, SAMPLE // len(ports))]
    words = ["nmap", "-sV", "-n", "-Pn", "-T5", "-oG", "-", "-p", ",".join(map(str, ports)), *hosts]
    began = time.monotonic()
    try:
        response = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST_S, check=True).stdout
    except subprocess.SubprocessError as error:
        sys.stderr.write(f"the peer is left out: {error}\n")
        return None
    took = time.monotonic() - began
    answered = len(re.findall(r"\d+/open/tcp/", response))
    if answered < 0.9 * len(ports) * len(hosts):
        sys.stderr.write(f"the peer is left out: nmap saw {answered} of {len(ports) * len(hosts)} services\n")
        return None
    return answered / took


def main(given: Sequence[str]) -> int:
    figures: list[Figure] = []
    works: list[str] = []
    count = FEW if SHORT in given else SERVICES
    try:
        inside_a_namespace()
        with tempfile.TemporaryDirectory(prefix="leftopen-bench-") as name:
            folder = Path(name)
            if ALONE not in given:
                with services(folder / "servers", wanted_servers(light=False), count) as wanted:
                    figures += mixed_figures(row(wanted, folder / "mixed"), peer(wanted))
                works += [f"{len(wanted):,} services by {names(wanted)}", f"{SAMPLE} of them by nmap"]
            with services(folder / "light_servers", wanted_servers(light=True), count) as wanted:
                figures += row_figures("light_", row(wanted, folder / "light"), GOAL_LIGHT)
            works.append(f"{len(wanted):,} services by {names(wanted)}")
    except (NotMeasured, LeftopenError, TimeoutError, subprocess.SubprocessError, OSError) as error:
        sys.stderr.write(f"{error or type(error).__name__}\n")
        return 1
    show("judge", "; ".join(works), figures)
    return 0 if figures else 1


def names(wanted: Sequence[Service]) -> str:
    each = sorted({service.server.name for service in wanted})
    return f"{len(each)} real servers ({', '.join(each)})"


def mixed_figures(had: Row, other: float | None) -> list[Figure]:
    beside = Peer(name="nmap -sV", value=other) if other else None
    figures = row_figures("", had, GOAL_RATE, beside)
    if other and had.every:
        figures.append(Figure(name="ratio_nmap", value=had.every.rate / other, unit="times", goal=GOAL_RATIO))
    return figures


def row_figures(before: str, had: Row, goal: str, beside: Peer | None = None) -> list[Figure]:
    """What was measured; what could not be had has no figure."""
    figures: list[Figure] = []
    if had.one:
        figures += judged_figures(before, had.one, "", beside)
    if had.every:
        figures += judged_figures(f"{before}all_", had.every, goal, beside)
    if had.bare:
        floor = f"{before}floor_"
        figures += [
            Figure(name=f"{floor}services_per_s", value=had.bare.rate, unit="1/s"),
            Figure(name=f"{floor}own_ms_per_service", value=had.bare.cpu_ms, unit="ms of CPU"),
            Figure(name=f"{floor}talks_odd", value=had.bare.odd.total(), unit="talks"),
        ]
    return figures


def judged_figures(before: str, had: Measured, goal: str, beside: Peer | None) -> list[Figure]:
    own = GOAL_OWN if not before else ""
    return [
        Figure(name=f"{before}services_per_s", value=had.rate, unit="1/s", goal=goal, peer=beside),
        Figure(name=f"{before}talks_odd", value=had.odd.total(), unit="talks"),
        Figure(name=f"{before}requests_per_service", value=had.requests, unit="requests"),
        Figure(name=f"{before}connections_per_service", value=had.connections, unit="connections"),
        Figure(name=f"{before}own_ms_per_service", value=had.cpu_ms, unit="ms of CPU", goal=own),
        Figure(name=f"{before}servers_ms_per_service", value=had.servers_ms, unit="ms of CPU"),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
