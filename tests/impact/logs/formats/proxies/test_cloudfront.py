"""CloudFront."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

HEAD = (
    "#Version: 1.0\n"
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
    "cs(Referer) cs(User-Agent) cs-uri-query\n"
)
LINE = "2026-11-20\t10:00:0{0}\tFRA2\t{1}\t203.0.113.9\tGET\td1.cloudfront.net\t{2}\t{3}\t-\tcurl/8\t-\n"


def test_tabs(tmp_path: Path) -> None:
    log = HEAD + LINE.format(1, 1300, "/a%20b", 200) + LINE.format(2, 100, "/c", 404)
    found = told(tmp_path, log, items_at("/a b", "/c"))
    assert (found.unread, found.verdicts) == (0, {"/a b": "served", "/c": "not_served"})
    assert found.addresses["/a b"] == ("203.0.113.9",)
