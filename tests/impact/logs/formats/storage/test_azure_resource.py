"""Azure Storage, resource logs."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

LINE = (
    '{{"time":"2026-11-20T10:00:0{0}.3Z","category":"{1}","operationName":"{2}","statusCode":{3},'
    '"statusText":"Success","callerIpAddress":"203.0.113.9:4711","uri":"https://acc.blob.core.windows.net/mail/{4}'
    '?sv=1","properties":{{"accountName":"acc","responseBodySize":{5},"userAgentHeader":"x"}}}}\n'
)


def test_reads_and_writes(tmp_path: Path) -> None:
    log = "".join(
        (
            LINE.format(1, "StorageRead", "GetBlob", 200, "a.eml", 1000),
            LINE.format(2, "StorageRead", "GetBlob", '"206"', "b.eml", 10),
            LINE.format(3, "StorageWrite", "PutBlob", 201, "c.eml", 0),
        )
    )
    found = told(tmp_path, log, items_at("/mail/a.eml", "/mail/b.eml", "/mail/c.eml"))
    assert found.unread == 0
    assert list(found.verdicts.values()) == ["served", "served_in_part", "not_served"]
    assert found.addresses["/mail/a.eml"] == ("203.0.113.9",)


def test_half_a_line_is_not_understood(tmp_path: Path) -> None:
    log = LINE.format(1, "StorageRead", "GetBlob", 200, "a.eml", 1000)
    found = told(tmp_path, log + log[:150] + "\n", items_at("/mail/a.eml", "/mail/c.eml"))
    assert (found.unread, found.verdicts["/mail/c.eml"]) == (1, "cannot_be_known")
