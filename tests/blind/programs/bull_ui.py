"""The queues of Bull in a Redis by Matador: thirty reminders with the people whom they are about."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = Spot(folder=spot.inside("base"), ports=spot.ports[1:2])
    words = [program("redis-server"), "--port", str(base.port), "--bind", LOOPBACK, "--save", ""]
    redis = served(base, [*words, "--dir", str(base.folder)])
    people = spot.private("people.json", json.dumps([PEOPLE[n % 4] for n in range(30)]))
    modules = str(installed.folder() / "node_modules")
    command = [*installed.node("bull_ui.js"), str(people), str(spot.port), str(base.port), modules]
    return [redis, served(spot, command)]
