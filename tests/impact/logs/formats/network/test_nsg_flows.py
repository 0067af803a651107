"""Flow logs of network security groups: addresses and bytes, and never which item."""

from __future__ import annotations

import json
from pathlib import Path

from tests.impact.logs.scene import items_at, told

AT = 1795168860
STRANGER, SERVER, OWN = "203.0.113.9", "10.5.16.4", "192.0.2.9"


def log(*tuples: str) -> str:
    flows = [{"rule": "UserRule_open", "flows": [{"mac": "00224871C205", "flowTuples": list(tuples)}]}]
    record = {
        "time": "2026-11-20T10:01:35.3899262Z",
        "category": "NetworkSecurityGroupFlowEvent",
        "operationName": "NetworkSecurityGroupFlowEvents",
        "properties": {"Version": 2, "flows": flows},
    }
    return json.dumps({"records": [record]})


def test_a_flow_may_have_been_any_item(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        log(
            f"{AT},{STRANGER},{SERVER},28746,443,T,I,A,B,,,,",
            f"{AT},{STRANGER},{SERVER},28746,443,T,I,A,E,10,700,20,50000",
            f"{AT},198.51.100.7,{SERVER},28746,22,T,I,D,B,,,,",
        ),
        items_at("/a"),
    )
    assert (found.unread, found.verdicts) == (0, {"/a": "possibly_served"})
    bytes_of = {client.address: client.bytes for client in found.found.clients}
    assert bytes_of == {STRANGER: 50000, "198.51.100.7": 0}
    assert any("do not show the items" in str(sentence) for sentence in found.found.limits)


def test_a_flow_that_began_earlier_bounds_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, log(f"{AT},{STRANGER},{SERVER},1,443,T,I,A,E,1,50,1,1"), items_at("/a"))
    assert found.verdicts == {"/a": "possibly_served"}
    assert [path.most_bytes for path in found.found.open_paths] == [1]


def test_what_no_flow_shows_is_not_known(tmp_path: Path) -> None:
    """Refused flows, own ones, and one that the server began; the older version has no bytes."""
    for number, (line, verdict) in enumerate(
        (
            (f"{AT},{STRANGER},{SERVER},1,443,T,I,D,B,,,,", "cannot_be_known"),
            (f"{AT},{OWN},{SERVER},1,443,T,I,A,E,1,50,1,900", "cannot_be_known"),
            (f"{AT},{SERVER},{STRANGER},1,443,T,O,A,E,9,9000,1,50", "possibly_served"),
            (f"{AT},{STRANGER},{SERVER},1,443,T,I,A", "possibly_served"),
            (f"{AT},{STRANGER},{SERVER},1,443,T,I,X", "cannot_be_known"),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert told(folder, log(line), items_at("/a")).verdicts == {"/a": verdict}
