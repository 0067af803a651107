"""Azure Application Gateway, version 2 and version 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.impact.logs.scene import items_at, told

OWN = (
    "X-AzureApplicationGateway-CACHE-HIT=0&SERVER-ROUTED=10.4.0.4&X-AzureApplicationGateway-LOG-ID="
    "874f1f0f&SERVER-STATUS=200"
)


def record(path: str, status: int = 200, sent: int = 1200, **more: Any) -> dict[str, Any]:
    answer = {
        "instanceId": "appgw_1",
        "clientIP": "203.0.113.9",
        "httpMethod": "GET",
        "requestUri": path,
        "userAgent": "curl/8",
        "httpStatus": status,
        "httpVersion": "HTTP/1.1",
        "receivedBytes": 184,
        "sentBytes": sent,
        "host": "mail.example",
    }
    return {
        "timeStamp": "2026-11-20T10:00:00+00:00",
        "resourceId": "/SUBSCRIPTIONS/X/PROVIDERS/MICROSOFT.NETWORK/APPLICATIONGATEWAYS/G",
        "operationName": "ApplicationGatewayAccess",
        "category": "ApplicationGatewayAccessLog",
        "properties": answer | more,
    }


def newer(path: str, later: str = "", **more: Any) -> dict[str, Any]:
    return record(later or path, originalRequestUriWithArgs=path, originalHost="mail.example", **more)


def older(path: str, query: str = "", **more: Any) -> dict[str, Any]:
    found = record(path, requestQuery=f"{query}&{OWN}" if query else OWN, **more)
    return {"time": "2026-11-20T10:00:00Z"} | {k: v for k, v in found.items() if k != "timeStamp"}


def test_both_versions(tmp_path: Path) -> None:
    for number, make in enumerate((newer, older)):
        folder = tmp_path / str(number)
        folder.mkdir()
        records = [make("/a%20b"), make("/b", status=404, sent=100), make("/c", sent=300)]
        log = json.dumps({"records": records}) if number else "".join(f"{json.dumps(r)}\n" for r in records)
        found = told(folder, log, items_at("/a b", "/b", "/c"), server="mail.example")
        assert found.unread == 0
        assert list(found.verdicts.values()) == ["served", "not_served", "served_in_part"]
        assert found.addresses["/a b"] == ("203.0.113.9",)


def test_a_query_stays_one_and_a_rewritten_path_may_be_any(tmp_path: Path) -> None:
    items = items_at("/a", "/b")
    for name, one in (("query", older("/show.css", "id=1")), ("rule", newer("/x.css", later="/b"))):
        folder = tmp_path / name
        folder.mkdir()
        found = told(folder, f"{json.dumps(newer('/a'))}\n{json.dumps(one)}\n", items)
        assert list(found.verdicts.values()) == ["served", "possibly_served"]
