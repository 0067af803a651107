"""A real server is identified on a random port as on its protocol's own: the number decides the order of the
openers, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from leftopen import catalogue
from leftopen.model.observation import Observation
from leftopen.model.probe import Probe
from leftopen.pipeline.identify import identify
from leftopen.settings import Settings
from tests.pipeline.walking import Made, at, yes
from tests.servers.every import SERVERS, marks_of
from tests.servers.need import require
from tests.servers.real import RealServer, Spot, running

Place = Callable[[RealServer], Spot]
PROBES = catalogue.probes()
REAL = {server.module: server for server in SERVERS if server.kind == "real"}
"""One server of each protocol."""


WITHOUT = {"amqp", "cassandra", "elasticsearch", "mssql", "rdp", "rtsp", "tls"}
"""Recognised on an imitation or a recording alone; `tls` around all others."""


def identified(port: int, module: str, *, own: bool) -> Observation:
    """`own`: that port is one of the protocol's own."""
    probe = PROBES[module]
    ports = (port,) if own else tuple(one for one in probe.ports if one != port)
    probes: dict[str, Probe] = {**PROBES, module: replace(probe, ports=ports)}
    made = Made(permit=yes())
    context = replace(made.context(probes=probes), settings=Settings())

    async def run() -> Observation:
        with context.session() as session:
            return await identify(at(port), made.permit, session)

    seen = asyncio.run(run())
    assert made.faults == []
    return seen


@pytest.mark.full
@pytest.mark.parametrize(
    "server", [pytest.param(server, id=module, marks=marks_of(server)) for module, server in REAL.items()]
)
def test_a_server_is_identified_on_a_random_port_as_on_its_own(server: RealServer, place: Place) -> None:
    require(server.missing())
    spot = place(server)
    with running(server, spot, "open"):
        own = identified(spot.port, server.module, own=True)
        random = identified(spot.port, server.module, own=False)
    assert own.module == server.module
    assert (random.module, random.product, random.version) == (own.module, own.product, own.version)
    assert random.identity == own.identity


@pytest.mark.full
def test_every_probe_over_tcp_has_a_real_server_or_its_reason() -> None:
    """What runs nowhere here is imitated, and counted apart."""
    assert set(PROBES) - set(REAL) == WITHOUT
