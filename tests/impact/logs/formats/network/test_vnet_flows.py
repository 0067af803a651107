"""Flow logs of virtual networks."""

from __future__ import annotations

import json
from pathlib import Path

from tests.impact.logs.scene import items_at, told

AT = 1795168860000


def log(*tuples: str) -> str:
    groups = [{"rule": "open", "flowTuples": list(tuples)}]
    record = {
        "time": "2026-11-20T10:01:52.5625085Z",
        "flowLogVersion": 4,
        "category": "FlowLogFlowEvent",
        "operationName": "FlowLogFlowEvent",
        "flowRecords": {"flows": [{"aclID": "00000000-1234", "flowGroups": groups}]},
    }
    return json.dumps({"records": [record]}, indent=1)


def test_states_and_directions(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        log(
            f"{AT},203.0.113.9,10.0.0.6,23956,443,6,I,B,NX,0,0,0,0",
            f"{AT},203.0.113.9,10.0.0.6,23956,443,6,I,E,NX,9,800,40,60000",
            f"{AT},10.0.0.6,198.51.100.7,23956,443,6,O,C,NX,9,70000,1,800",
            f"{AT},198.51.100.8,10.0.0.6,23956,22,6,I,D,NX,0,0,0,0",
        ),
        items_at("/a"),
    )
    assert (found.unread, found.verdicts) == (0, {"/a": "possibly_served"})
    assert {one.address: one.bytes for one in found.found.clients} == {
        "203.0.113.9": 60000,
        "198.51.100.7": 70000,
        "198.51.100.8": 0,
    }


def test_refused_flows_alone_prove_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, log(f"{AT},203.0.113.9,10.0.0.6,1,22,6,I,D,NX,0,0,0,0"), items_at("/a"))
    assert found.verdicts == {"/a": "cannot_be_known"}
