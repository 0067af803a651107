"""Caddy."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

LINE = (
    '{{"level":"info","ts":{0},"logger":"http.log.access","msg":"handled request","request":{{"remote_ip":'
    '"203.0.113.9","client_ip":"192.0.2.1","method":"{1}","host":"mail.example","uri":"{2}","headers":'
    '{{"User-Agent":["curl/8"]}}}},"size":{3},"status":{4}}}\n'
)


def test_both_forms_of_time(tmp_path: Path) -> None:
    log = "".join(
        (
            LINE.format("1795168800.5", "GET", "/a", 1000, 200),
            LINE.format('"2026-11-20T10:00:00.000Z"', "GET", "/b", 400, 200),
            LINE.format("1795168801.5", "HEAD", "/c", 0, 200),
        )
    )
    found = told(tmp_path, log, items_at("/a", "/b", "/c"))
    assert found.unread == 0
    assert found.verdicts == {"/a": "served", "/b": "served_in_part", "/c": "not_served"}
    assert found.addresses["/a"] == ("203.0.113.9",)
