"""A mixed lab: twelve real servers on loopback, one of them on three addresses, seen twice by a monitor and
once by Nmap in between; three were stopped before the second look. Its truth is known: every page, the API
and the command line must count it alike."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

from leftopen.demo.program import LOOPBACK
from leftopen.jobs.worker import Timing, Worker, job_kinds
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.monitoring import monitors
from leftopen.service.workspace.workspace import Workspace, utc_now
from tests.servers.certificate import self_signed
from tests.servers.every import SERVERS
from tests.servers.programs import nginx
from tests.servers.real import RealServer, Running, Spot, spot
from tests.service.office import SENDER, office

NAMES = (
    *("beanstalkd", "gearman", "git_daemon", "lighttpd", "memcached", "mosquitto", "nginx", "nginx_tls"),
    *("node_exporter", "pushgateway", "redis", "rsync"),
)
STOPPED = ("node_exporter", "redis", "rsync")
WIDE, OTHERS = "nginx_tls", ("127.0.0.5", "127.0.0.9")
"""The server that is on several addresses, and those beside the usual one."""
OWNERS = {LOOPBACK: "Lab team", **dict.fromkeys(OTHERS, "Web team")}
AGO = timedelta(hours=3)
QUICK = Timing(renew=0.1, look=0.2, dead=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One endpoint of the lab."""

    address: str
    port: int
    product: str
    check: str
    server: str

    @property
    def stopped(self) -> bool:
        return self.server in STOPPED

    @property
    def owner(self) -> str:
        return OWNERS[self.address]

    @property
    def named(self) -> str:
        """The product by whoever looked last: Nmap's file is newer than the look at what stopped since."""
        return nmap_product(self.product) if self.stopped else self.product

    def __str__(self) -> str:
        return f"{self.address}:{self.port}"


def servers() -> list[RealServer]:
    return [server for server in SERVERS if server.name in NAMES]


@contextmanager
def lab_in(folder: Path) -> Iterator[list[Known]]:
    """The truth about a data folder below `folder`, which is closed again; nine servers still run."""
    with ExitStack() as up:
        started = {server.name: (server, _up(server, folder, up)) for server in servers()}
        truth = [
            Known(address=at, port=run.port, product=one.product, check=one.check, server=one.name)
            for one, run in started.values()
            for at in (LOOPBACK, *(OTHERS if one.name == WIDE else ()))
        ]
        clock = _Clock()
        with office(folder, clock, **SENDER, connect_timeout=5.0, deadline=30.0) as workspace:
            _watch(workspace, truth)
            _due(workspace)
            file = folder / "nmap.xml"
            file.write_text(nmap(truth, utc_now() - AGO / 2))
            import_file(workspace, ImportOptions(file=file), lambda _: None, lambda: False)
            for name in STOPPED:
                started[name][1].stop()
            clock.ago = timedelta()
            _due(workspace)
            monitors.pause(workspace, "lab", by="a test")
        yield truth


@dataclass(slots=True)
class _Clock:
    """The first look was some hours ago."""

    ago: timedelta = AGO

    def __call__(self) -> datetime:
        return utc_now() - self.ago


def _up(server: RealServer, folder: Path, up: ExitStack) -> Running:
    own = folder / server.name
    own.mkdir()
    where = spot(server, own)
    run = _wide(where) if server.name == WIDE else server.start(where, "open")
    up.callback(run.stop)
    return run


def _wide(where: Spot) -> Running:
    certificate, key = self_signed(where.folder)
    listen = " ".join(f"listen {at}:{where.port} ssl;" for at in (LOOPBACK, *OTHERS))
    return nginx.serve(where, "open", f"{listen} ssl_certificate {certificate}; ssl_certificate_key {key};")


def _watch(workspace: Workspace, truth: Sequence[Known]) -> None:
    """Each address has its owner; the monitor asks every address for every port."""
    now = workspace.clock()
    allowed = [
        record(at, authorised_by="A.", until=None, now=now, anonymous=True, org=org)
        for at, org in OWNERS.items()
    ]
    scopes.add(workspace, allowed, by="a test")
    ports = ",".join(sorted({str(one.port) for one in truth}))
    wanted = {"interval": 3600, "ports": ports, "tell": (), "when": (), "by": "a test"}
    asyncio.run(monitors.add(workspace, "lab", tuple(OWNERS), **wanted))  # type: ignore[arg-type]


def _due(workspace: Workspace) -> None:
    """One run of the monitor, and nothing else that a worker would do."""

    async def work() -> None:
        async with asyncio.timeout(400):
            kinds = {"monitor": job_kinds()["monitor"]}
            worker = Worker(workspace=workspace, timing=QUICK, kinds=kinds)
            await worker.run(asyncio.Event(), until_idle=True)

    asyncio.run(work())


def nmap(truth: Sequence[Known], at: datetime) -> str:
    """What `nmap -oX` writes of these endpoints, with names of its own for the products."""
    now = int(at.timestamp())
    hosts = "".join(
        f'<host starttime="{now}" endtime="{now}"><status state="up" reason="syn-ack"/>'
        f'<address addr="{address}" addrtype="ipv4"/><ports>{_ports(truth, address)}</ports></host>'
        for address in sorted({one.address for one in truth})
    )
    return f'<?xml version="1.0"?><nmaprun scanner="nmap" start="{now}" version="7.95">{hosts}</nmaprun>'


def nmap_product(product: str) -> str:
    return f"Nmap says {product}"


def _ports(truth: Sequence[Known], address: str) -> str:
    return "".join(
        f'<port protocol="tcp" portid="{one.port}"><state state="open" reason="syn-ack"/>'
        f'<service name="made-up" product={quoteattr(nmap_product(one.product))} method="probed" conf="10"/>'
        "</port>"
        for one in truth
        if one.address == address
    )
