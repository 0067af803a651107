"""The queues of Sidequest in a PostgreSQL: forty jobs with the addresses that they write to; its own
password closes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.blind.programs.openreader import address
from tests.servers.programs import postgresql
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = Spot(folder=spot.inside("base"), ports=spot.ports[1:2])
    database = postgresql.start(base, "open")
    people = spot.private("people.json", json.dumps([PEOPLE[n % 4] for n in range(40)]))
    modules = str(installed.folder() / "node_modules")
    words = [*installed.node("sidequest.mjs"), str(people), str(spot.port), modules, address(base)]
    password = [spot.password] if closed else []
    return [*database.programs, served(spot, [*words, *password])]
