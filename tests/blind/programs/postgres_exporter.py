"""Figures of a database for Prometheus: those of a PostgreSQL that runs beside it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import served
from tests.blind.programs.openreader import address
from tests.servers.need import program
from tests.servers.programs import postgresql
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = Spot(folder=spot.inside("base"), ports=spot.ports[1:2])
    database = postgresql.start(base, "open")
    words = [program("prometheus-postgres-exporter"), f"--web.listen-address={LOOPBACK}:{spot.port}"]
    source = {"DATA_SOURCE_NAME": f"{address(base)}?sslmode=disable"}
    return [*database.programs, served(spot, words, env=source)]
