"""A REST server from one file: thirty members and twelve invoices of a sports club."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, inside, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    members = [
        {"id": str(n), **dict(zip(("name", "mail", "phone", "city"), PEOPLE[n % 4], strict=True))}
        for n in range(30)
    ]
    invoices = [{"id": str(n), "member": str(n), "amount": 40 + n, "paid": n % 3 == 0} for n in range(12)]
    base = spot.inside("club") / "db.json"
    base.write_text(json.dumps({"members": members, "invoices": invoices}))
    words = [*installed.script("simple-json-server"), "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, inside(base.parent, [*words, "--file", "db.json"]))]
