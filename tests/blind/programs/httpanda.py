"""A firm's own small service on a library: thirty bookings of rooms with who has them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

FIELDS = ("name", "mail", "phone", "city")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    rows = [{"id": n, "room": n % 5, **dict(zip(FIELDS, PEOPLE[n % 4], strict=True))} for n in range(30)]
    file = spot.private("bookings.json", json.dumps(rows))
    modules = str(installed.folder() / "node_modules")
    return [served(spot, [*installed.node("httpanda.js"), str(file), str(spot.port), modules])]
