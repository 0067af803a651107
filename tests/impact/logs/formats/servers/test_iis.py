"""IIS, also where the columns change."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

NARROW = "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n"
WIDE = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) sc-status "
    "sc-win32-status sc-bytes\n"
)


def test_columns_that_change_in_the_middle(tmp_path: Path) -> None:
    log = (
        "#Software: Microsoft Internet Information Services 10.0\r\n"
        + NARROW
        + "2026-11-20 10:00:00 203.0.113.9 GET /a 200\r\n"
        + "#Date: 2026-11-20 10:01:00\n"
        + WIDE
        + "2026-11-20 10:01:00 192.0.2.1 GET /m/two+words.eml - 443 203.0.113.8 curl/8 200 0 1000\n"
        + "2026-11-20 10:02:00 192.0.2.1 GET /c - 443 203.0.113.8 curl/8 200 64 400\n"
        + NARROW
        + "2026-11-20 10:03:00 203.0.113.7 GET /d 404\n"
        + WIDE
        + "2026-11-20 10:04:00 192.0.2.1 GET /d x=1 443 203.0.113.8 curl/8 200 0 10\n"
    )
    found = told(tmp_path, log, items_at("/a", "/m/two words.eml", "/c", "/d", "/e"))
    assert found.unread == 0
    assert found.verdicts == {
        "/a": "served",
        "/m/two words.eml": "served",
        "/c": "served_in_part",
        "/d": "possibly_served",
        "/e": "not_served",
    }
    assert found.addresses["/a"] == ("203.0.113.9",)
    reasons = {one.item.path: one.reasons for one in found.found.answers}
    assert "length_unknown" in reasons["/a"]


def test_one_kind_of_columns_is_read_as_it_is(tmp_path: Path) -> None:
    log = "#Software: Microsoft\n" + 2 * (
        WIDE + "2026-11-20 10:01:00 192.0.2.1 GET /a - 443 ::1 x 200 0 1000\n"
    )
    found = told(tmp_path, log, items_at("/a", "/b"))
    assert (found.unread, found.verdicts) == (0, {"/a": "served", "/b": "not_served"})
    assert found.found.answers[0].reads == 2


def test_lines_before_any_column_is_named_are_not_understood(tmp_path: Path) -> None:
    log = "#Software: Microsoft\n2026-11-20 10:00:00 203.0.113.9 GET /b 200\n" + NARROW
    found = told(tmp_path, log + "2026-11-20 10:00:00 203.0.113.9 GET /a 200\n", items_at("/a", "/b"))
    assert found.verdicts["/b"] != "not_served"
