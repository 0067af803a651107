"""Elasticsearch's audit log: an action, never the documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.impact.logs.scene import OWN, items_at, told


def event(name: str, **more: Any) -> str:
    answer = {
        "type": "audit",
        "timestamp": "2026-11-20T12:00:06,949+0200",
        "node.id": "0RMNyghkQYCc_gVd1G6tZQ",
        "event.type": "transport",
        "event.action": name,
        "user.name": "_anonymous",
        "origin.type": "rest",
        "origin.address": "203.0.113.9:52434",
        "request.id": "yKOgWn2CRQCKYgZRz3phJw",
    }
    return f"{json.dumps(answer | {key.replace('_', '.'): value for key, value in more.items()})}\n"


ITEMS = items_at("/mails/_doc/1")
OWN_SEARCH = event("access_granted", action="indices:data/read/search", origin_address=f"{OWN}:1")
REST = {"event_type": "rest", "request_method": "GET"}


def test_what_each_event_may_have_given(tmp_path: Path) -> None:
    for number, (line, verdict) in enumerate(
        (
            (event("access_granted", action="indices:data/read/search"), "possibly_served"),
            (event("access_granted", action="indices:something/new"), "possibly_served"),
            (event("access_granted", action="indices:data/write/bulk[s]"), "not_served"),
            (event("access_denied", action="indices:data/read/get"), "not_served"),
            (event("anonymous_access_denied", url_path="/mails/_doc/1", **REST), "not_served"),
            (event("authentication_success", url_path="/mails/_doc/1", **REST), "possibly_served"),
            (event("authentication_success", url_path="/_cluster/health", **REST), "not_served"),
            (event("authentication_success", url_path="/mails/_search", **REST), "possibly_served"),
            (event("access_granted", action="indices:data/read/get", timestamp="x"), "cannot_be_known"),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, OWN_SEARCH + line, ITEMS)
        assert found.verdicts == {"/mails/_doc/1": verdict}, line
    assert any("not the returned documents" in str(sentence) for sentence in found.found.limits)
