"""An MQTT broker of a house for old people: sixteen messages that stay, of doors and of who is where."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    topics = {f"doors/{door}/lock": "open" for door in ("front", "garden", "pharmacy", "office")}
    for n in range(12):
        name, _, phone, _ = PEOPLE[n % 4]
        says = {"resident": name, "family": phone, "pulse": 60 + n, "in_bed": n % 3 == 0}
        topics[f"rooms/{n + 101}/resident"] = json.dumps(says)
    file = spot.private("topics.json", json.dumps(topics))
    modules = str(installed.folder() / "node_modules")
    return [served(spot, [*installed.node("aedes.mjs"), str(file), str(spot.port), modules])]
