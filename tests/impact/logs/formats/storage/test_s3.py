"""S3 server access logs."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

LINE = (
    "79a5 bucket [20/Nov/2026:10:00:0{0} +0000] 203.0.113.9 - 3E57427F3EXAMPLE {1} {2} "
    '"GET /bucket/{2}?versioning HTTP/1.1" {3} - {4} 1000 7 - "-" "S3 "Console"/0.4" - SigV4\n'
)


def test_gets_lists_and_what_gives_nothing(tmp_path: Path) -> None:
    log = "".join(
        (
            LINE.format(1, "REST.GET.OBJECT", "mail/a%2520b.eml", 200, 1000),
            LINE.format(2, "REST.GET.OBJECT", "mail/b.eml", 206, 300),
            LINE.format(3, "REST.GET.OBJECT", "mail/c.eml", 403, 243),
            LINE.format(4, "REST.HEAD.OBJECT", "mail/d.eml", 200, "-"),
            LINE.format(5, "REST.GET.BUCKET_POLICY", "-", 404, 297),
            LINE.format(5, "REST.PUT.OBJECT", "mail/d.eml", 200, "-"),
        )
    )
    items = items_at("/mail/a b.eml", "/mail/b.eml", "/mail/c.eml", "/mail/d.eml")
    found = told(tmp_path, log, items)
    assert found.unread == 0
    assert list(found.verdicts.values()) == ["served", "served_in_part", "not_served", "not_served"]
    assert found.addresses["/mail/b.eml"] == ("203.0.113.9",)
    assert any("best-effort basis" in str(limit) for limit in found.found.limits)
    listed = told(tmp_path, log + LINE.format(6, "REST.GET.BUCKET", "-", 200, 900), items)
    assert listed.verdicts["/mail/d.eml"] == "not_served"
