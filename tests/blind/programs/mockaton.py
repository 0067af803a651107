"""A mock of a web service with its page of what it answers: five answers about a firm's lorries."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

PATHS = ("api/drivers", "api/lorries", "api/fines", "api/fuel-cards", "api/routes")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("mocks")
    rows = [
        {"driver": name, "phone": phone, "card": f"5550 {n:04}"}
        for n, (name, _, phone, _) in enumerate(PEOPLE)
    ]
    for path in PATHS:
        file = folder / f"{path}.GET.200.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(rows))
    words = [*installed.node("mockaton/src/cli.js"), "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, [*words, "--mocks-dir", str(folder)], env={"BROWSER": "none"})]
