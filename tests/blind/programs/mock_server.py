"""A mock of two tables: twelve members and four shifts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    fields = ("name", "email", "phone", "city")
    members = [{"id": n, **dict(zip(fields, PEOPLE[n % 4], strict=True))} for n in range(12)]
    shifts = [{"id": n, "member": n, "day": f"2026-12-0{n + 1}"} for n in range(4)]
    tables = spot.folder / "tables.json"
    tables.write_text(json.dumps({"members": members, "shifts": shifts}))
    words = [*installed.node("mock_server.js"), str(tables), str(spot.port)]
    return [served(spot, words, env={"NODE_PATH": str(installed.folder() / "node_modules")})]
