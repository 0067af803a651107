"""Azure Storage, classic logs."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

LINE = (
    "{0}.0;2026-11-20T10:00:0{1}.9241789Z;{2};{3};{4};18;10;anonymous;;acc;blob;"
    '"https://acc.blob.core.windows.net/mail/{5}?timeout=30000&amp;comp=x";"/acc/mail/{5}";a84aa705-8a85;0;'
    '203.0.113.9:4711;2011-08-18;252;0;265;{6};0;;;"&quot;0x8&quot;";Tuesday;;"agent";;\n'
)


def test_both_versions(tmp_path: Path) -> None:
    log = "".join(
        (
            LINE.format(1, 1, "GetBlob", "AnonymousSuccess", 200, "a.eml", 1000),
            LINE.format(2, 2, "GetBlob", "AnonymousNetworkError", 200, "b.eml", 1000),
            LINE.format(2, 3, "GetBlobProperties", "AnonymousSuccess", 200, "c.eml", 0),
            LINE.format(2, 4, "PutBlob", "Success", 201, "c.eml", 0),
        )
    )
    items = items_at("/mail/a.eml", "/mail/b.eml", "/mail/c.eml")
    found = told(tmp_path, log, items)
    assert found.unread == 0
    assert list(found.verdicts.values()) == ["served", "served_in_part", "not_served"]
    assert found.addresses["/mail/a.eml"] == ("203.0.113.9",)
    listed = told(tmp_path, log + LINE.format(2, 5, "ListBlobs", "AnonymousSuccess", 200, "", 99), items)
    assert listed.verdicts["/mail/c.eml"] == "not_served"


def test_a_log_of_writes_only_shows_no_read(tmp_path: Path) -> None:
    log = LINE.format(1, 1, "PutBlob", "Success", 201, "a.eml", 0)
    assert told(tmp_path, log, items_at("/mail/a.eml")).verdicts == {"/mail/a.eml": "cannot_be_known"}
