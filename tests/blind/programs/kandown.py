"""A board of tasks: twelve of an office, some about its people."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

STATES = ("todo", "in_progress", "done")


def task(n: int) -> dict[str, object]:
    """One card of the board."""
    name, mail, _, city = PEOPLE[n % 4]
    text = (f"Prepare the warning to {name}", f"Write to {mail} about the rent", f"Close the depot in {city}")
    answer = {"id": f"K-{n + 1:03}", "text": text[n % 3], "status": STATES[n % 3], "tags": ["office"]}
    return {**answer, "order": n, "created_at": f"2026-11-{n + 1:02}T09:00:00", "type": "chore"}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    file = spot.inside("board") / "backlog.yaml"
    file.write_text(json.dumps({"settings": {}, "tasks": [task(n) for n in range(12)]}))
    return [served(spot, [*installed.script("kandown"), str(file), "--port", str(spot.port)])]
