"""Answers of an API from one JSON file: three paths."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    staff = [{"name": name, "email": mail, "city": city} for name, mail, _, city in PEOPLE]
    answers = {
        "/": {"get": {"service": "depot", "paths": ["/staff", "/rota"]}},
        "/staff": {"get": {"data": staff}},
        "/rota": {"get": {"data": [{"day": day, "who": day % 4} for day in range(14)]}},
    }
    file = spot.folder / "data.json"
    file.write_text(json.dumps(answers))
    words = [*installed.node("mock-json-server/bin/index.js"), str(file), f"--port={spot.port}"]
    return [served(spot, words)]
