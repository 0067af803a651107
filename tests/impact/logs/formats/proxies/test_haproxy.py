"""HAProxy, with a syslog head and without."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

LINE = (
    "203.0.113.9:33317 [20/Nov/2026:11:00:0{0}.655] http-in static/srv1 10/0/30/69/109 {1} {2} - - {3} "
    '1/1/1/1/0 0/0 {{1wt.eu}} {{}} "{4}"\n'
)
HEADS = ("", "Nov 20 11:00:00 lb1 haproxy[14389]: ", "2026-11-20T11:00:00.1+01:00 lb1 haproxy[1]: ")


def test_every_head(tmp_path: Path) -> None:
    for number, head in enumerate(HEADS):
        folder = tmp_path / str(number)
        folder.mkdir()
        log = "".join(
            head + line
            for line in (
                LINE.format(1, 200, 1300, "----", "GET /a HTTP/1.1"),
                LINE.format(2, 200, 1300, "CD--", "GET /b HTTP/1.1"),
                LINE.format(3, -1, 0, "CR--", "<BADREQ>"),
            )
        )
        found = told(folder, log, items_at("/a", "/b", "/c"), zone="Europe/Paris")
        assert found.unread == 0
        assert found.verdicts["/a"] == "served"
        assert found.verdicts["/b"] == "served_in_part"
        assert found.addresses["/a"] == ("203.0.113.9",)
        first = found.found.answers[0].first
        assert first is not None
        assert first.hour == 10
