"""A relay's state: how many it joins and what it lets through."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import served
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [program("strelaysrv"), "-pools=", "-keys", str(spot.inside("keys"))]
    words += ["-status-srv", f"{LOOPBACK}:{spot.port}", "-listen", f"{LOOPBACK}:{spot.ports[1]}"]
    return [served(spot, [*words, "-provided-by", "Depot, gate 4"], ports=2)]
