"""A mock from an API Blueprint, with the page that lists its paths."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

BLUEPRINT = """FORMAT: 1A

# Depot API

## Group Shipments

## Shipments [/shipments]

### List all [GET]

+ Response 200 (application/json)

        [{"id": 1, "to": "Utrecht", "pallets": 4}, {"id": 2, "to": "Lyon", "pallets": 9}]

## Drivers [/drivers]

### List all [GET]

+ Response 200 (application/json)

        [{"id": 7, "name": "Jan Vermolen", "phone": "+31 20 555 0101"}]
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    file = spot.folder / "depot.md"
    file.write_text(BLUEPRINT)
    words = [*installed.node("drakov/drakov"), "-f", str(file), "-p", str(spot.port), "--discover"]
    return [served(spot, words)]
