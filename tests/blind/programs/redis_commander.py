"""A browser of a Redis: twenty keys of customers; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.blind.programs.webdis import redis
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = redis(Spot(folder=spot.inside("base"), ports=spot.ports[2:3]))
    words = [*installed.node("redis-commander/bin/redis-commander.js"), "--nosave", "--noload"]
    words += ["--address", LOOPBACK, "--port", str(spot.port)]
    words += ["--redis-host", LOOPBACK, "--redis-port", str(spot.ports[2])]
    password = ["--http-u", "keeper", f"--http-p={spot.password}"] if closed else []
    return [base, served(spot, [*words, *password])]
