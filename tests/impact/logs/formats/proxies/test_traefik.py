"""Traefik's JSON."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

LINE = (
    '{{"ClientAddr":"203.0.113.9:99","ClientHost":"203.0.113.9","DownstreamContentSize":{0},"DownstreamStatus":{1},'
    '"RequestMethod":"GET","RequestPath":"{2}","RequestHost":"mail.example","StartUTC":"2026-11-20T10:00:00.1Z",'
    '"time":"2026-11-20T10:00:01Z"}}\n'
)


def test_json(tmp_path: Path) -> None:
    log = LINE.format(1000, 200, "/a") + LINE.format(19, 404, "/b")
    found = told(tmp_path, log, items_at("/a", "/b"))
    assert (found.unread, found.verdicts) == (0, {"/a": "served", "/b": "not_served"})
    assert found.addresses["/a"] == ("203.0.113.9",)


def test_the_other_form_is_read_as_the_common_one(tmp_path: Path) -> None:
    log = (
        '203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 1000 "-" "-" 1 "web@docker" '
        '"http://192.0.2.2:80" 5ms\n'
    )
    found = told(tmp_path, log, items_at("/a", "/b"))
    assert (found.unread, found.verdicts) == (0, {"/a": "served", "/b": "not_served"})
