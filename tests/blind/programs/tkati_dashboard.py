"""A picture of a clinic's flow of data: six places, three steps, addresses and a user's name."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

ROW = {"patient": "string", "born": "string", "diagnosis": "string"}
STEPS = ("admissions", "laboratory", "radiology")


def flow() -> dict[str, object]:
    """Three topics, each read into a table."""
    topic = {
        "type": "kafka-topic",
        "schema": ROW,
        "connection": {"broker": "kafka-1.clinic.depot-example.org:9092"},
    }
    table = {
        "type": "clickhouse-table",
        "schema": ROW,
        "connection": {"host": "clickhouse.clinic.depot-example.org", "user": "etl_kowalska"},
    }
    topics = {name: {**topic, "config": {"topic": f"patients.{name}"}} for name in STEPS}
    tables = {f"{name}_table": {**table, "config": {"table": f"records.{name}"}} for name in STEPS}
    edges = [{"from": name, "to": f"{name}_table"} for name in STEPS]
    return {"nodes": {**topics, **tables}, "edges": edges}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("patient-records")
    (folder / "flow.json").write_text(json.dumps(flow()))
    words = [*installed.script("tkati-dashboard"), "--host", LOOPBACK, "--port", str(spot.port), str(folder)]
    return [served(spot, words)]
