"""A mock of an order service: three paths, answered from files."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

ANSWERS = {
    "customers": [{"id": n, "name": name, "email": mail} for n, (name, mail, _, _) in enumerate(PEOPLE)],
    "orders": [{"id": 100 + n, "customer": n % 4, "total": 12.5 * n} for n in range(12)],
    "stock": {"pallets": 44, "gates": 4},
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("mocks")
    for name, answer in ANSWERS.items():
        (folder / f"{name}.json").write_text(json.dumps(answer))
    services = {name: {"mockFile": f"{name}.json", "verbs": ["get"]} for name in ANSWERS}
    config = spot.folder / "config.json"
    config.write_text(json.dumps({"mockDirectory": str(folder), "port": spot.port, "webServices": services}))
    return [served(spot, [*installed.node("apimocker/bin/apimocker.js"), "-c", str(config)])]
