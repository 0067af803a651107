"""A daemon of figures that it shows to a Prometheus: a machine's, and six of its programs by name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

PROGRAMS = ("payroll-export", "ballot-press", "vpn-leeds", "door-cameras", "bank-import", "mail-archive")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    sources: list[object] = [{"type": "MemoryUsage"}, {"type": "LoadAvg"}]
    for name in PROGRAMS:
        called = {"labels": {"call": "t.okarin@quay-example.org"}}
        sources.append({"type": "Process", "name": name, "procRegex": "pollect", **called})
    config = {
        "tickTime": 1,
        "writers": [{"type": "Prometheus", "port": spot.port}],
        "executors": [{"collection": "printer", "sources": sources}],
    }
    words = [*installed.script("pollect"), "--config", str(spot.private("config.json", json.dumps(config)))]
    return [served(spot, words)]
