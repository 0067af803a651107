"""AWS load balancers."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

CLASSIC = (
    "2026-11-20T10:00:0{0}.945958Z lb 203.0.113.9:2817 192.0.2.1:80 0.1 0.1 0.1 {1} 200 0 {2} "
    '"GET https://mail.example:443/{3} HTTP/1.1" "curl/7.38.0" - -\n'
)


def test_application_and_classic(tmp_path: Path) -> None:
    for number, head in enumerate(("", "https ", "h2 ")):
        folder = tmp_path / str(number)
        folder.mkdir()
        log = head + CLASSIC.format(1, 200, 1000, "a") + head + CLASSIC.format(2, 404, 100, "b")
        found = told(folder, log, items_at("/a", "/b"))
        assert (found.unread, found.verdicts) == (0, {"/a": "served", "/b": "not_served"})
        assert found.addresses["/a"] == ("203.0.113.9",)
