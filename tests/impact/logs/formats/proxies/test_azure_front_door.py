"""Azure Front Door: connections, not what a client wrote of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.impact.logs.scene import items_at, told


def line(path: str, status: str = "200", size: str = "1300", **more: Any) -> str:
    answer = {
        "trackingReference": "08Q3gXgAAAAAe0s71BET",
        "httpMethod": "GET",
        "httpVersion": "2.0.0.0",
        "requestUri": f"https://mail.example:443{path}",
        "hostName": "mail.example:443",
        "requestBytes": "237",
        "responseBytes": size,
        "userAgent": "curl/8",
        "clientIp": "198.51.100.77",
        "socketIp": "203.0.113.9",
        "httpStatusCode": status,
        "ErrorInfo": "NoError",
    }
    record = {
        "time": "2026-11-20T10:00:00.0000000Z",
        "resourceId": "/SUBSCRIPTIONS/X/PROVIDERS/MICROSOFT.CDN/PROFILES/P",
        "category": "FrontDoorAccessLog",
        "operationName": "Microsoft.Cdn/Profiles/AccessLog/Write",
        "properties": answer | more,
    }
    return json.dumps(record)


ITEMS = items_at("/a b", "/b", "/c", "/d", "/e")
LINES = [
    line("/a%20b"),
    line("/b", "206", "700"),
    line("/c", "404", "100"),
    line("/d", ErrorInfo="ClientDisconnected"),
    # Between two of its own places: the client's line is another one.
    line("/e", isReceivedFromClient=False, socketIp="198.51.100.200"),
    line("/e", "403", "200", isReceivedFromClient=True),
]
EXPECTED = {
    "/a b": "served",
    "/b": "served_in_part",
    "/c": "not_served",
    "/d": "served_in_part",
    "/e": "not_served",
}


def test_lines_and_records(tmp_path: Path) -> None:
    whole = json.dumps({"records": [json.loads(one) for one in LINES]}, indent=1)
    for number, log in enumerate(("".join(f"{one}\n" for one in LINES), whole)):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, log, ITEMS, server="mail.example")
        assert (found.unread, found.verdicts) == (0, EXPECTED)
        assert found.addresses["/a b"] == ("203.0.113.9",)


def test_another_category_is_no_request_and_a_broken_line_no_proof(tmp_path: Path) -> None:
    waf = line("/b").replace("FrontDoorAccessLog", "FrontDoorWebApplicationFirewallLog")
    log = "\n".join((LINES[0], waf))
    assert told(tmp_path, log, ITEMS).verdicts["/b"] == "not_served"
    broken = tmp_path / "broken"
    broken.mkdir()
    assert told(broken, f"{log}\n{line('/b')[:-9]}\n", ITEMS).verdicts["/b"] == "cannot_be_known"
