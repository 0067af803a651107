"""The same mixed lab of real servers: pages, Shodan's API and the command line give the same counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from leftopen.demo.program import LOOPBACK, ServerProgram
from leftopen.model.case import CaseEventKind
from tests.servers.need import missing, program, require
from tests.servers.programs import (
    beanstalkd,
    copyparty,
    etcd,
    gearman,
    lighttpd,
    memcached,
    mosquitto,
    nginx,
    pyftpdlib,
    python_http,
    redis,
    rsync,
)
from tests.servers.real import RealServer, Running, Spot
from tests.service.office import scanned
from tests.web.console.conftest import console_in
from tests.web.console.count_walk import disagreements, walk
from tests.web.console.mixed_lab import UNTIL, Lab, decide, imported

pytestmark = [pytest.mark.full, pytest.mark.slow, pytest.mark.real]
SERVERS = tuple(
    module.server
    for module in (
        beanstalkd, copyparty, etcd, gearman, lighttpd, memcached, mosquitto, nginx, pyftpdlib, python_http,
        rsync,
    )
)  # fmt: skip
STOPPED = ("beanstalkd", "lighttpd", "memcached")
ADDRESSES = (LOOPBACK, "127.0.0.2", "127.0.0.3")


def everywhere(spot: Spot) -> Running:
    """Redis at several addresses, as one on 0.0.0.0 would be."""
    words = ["--port", str(spot.port), "--bind", *ADDRESSES, "--save", "", "--protected-mode", "no"]
    server = ServerProgram(
        [program("redis-server"), *words, "--dir", str(spot.folder)],
        ports=(spot.port,),
        log=spot.folder / "redis.log",
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: "")


def test_twelve_servers_are_counted_alike_everywhere(
    place: Callable[[RealServer], Spot], tmp_path: Path
) -> None:
    require(next((why for server in SERVERS if (why := server.missing())), missing("redis-server")))
    with ExitStack() as stack:
        console = stack.enter_context(console_in(tmp_path, furnished=False))
        started = {server.name: server.start(place(server), "open") for server in SERVERS}
        started["redis"] = everywhere(place(redis.server))
        for one in started.values():
            stack.callback(one.stop)
        ports = {name: one.port for name, one in started.items()}
        both = {(LOOPBACK, port) for port in ports.values()} | {(a, ports["redis"]) for a in ADDRESSES}
        scanned(console.workspace, sorted(ports.values()), words="127.0.0.0/30")
        decide(
            console.workspace, (LOOPBACK, ports["etcd"]), CaseEventKind.MARKED_FALSE, {"because": "a test"}
        )
        accepted = {"because": "so", "until": UNTIL}
        decide(console.workspace, (LOOPBACK, ports["redis"]), CaseEventKind.ACCEPTED, accepted)
        for name in STOPPED:
            started[name].stop()
        scanned(console.workspace, sorted(ports.values()), words="127.0.0.0/30")
        gone = frozenset((LOOPBACK, ports[name]) for name in STOPPED)
        imported(console.workspace, tmp_path, sorted(both - gone))
        seen = walk(Lab(console=console, folder=tmp_path, there=frozenset(both) - gone, gone=gone))
    assert disagreements(seen) == {}
    assert (seen["services"]["known"], seen["gone"]["known"]) == (11, 3)
