"""A REST server from one file: forty tenants and eight complaints of a house."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    tenants = [
        {"id": n, **dict(zip(("name", "mail", "phone", "city"), PEOPLE[n % 4], strict=True))}
        for n in range(40)
    ]
    complaints = [{"id": n, "tenant": n, "text": "The rent is late again"} for n in range(8)]
    base = spot.folder / "db.json"
    base.write_text(json.dumps({"tenants": tenants, "complaints": complaints}))
    words = [*installed.script("json-server-py", "json-server"), "-b", f"{LOOPBACK}:{spot.port}", str(base)]
    return [served(spot, words)]
