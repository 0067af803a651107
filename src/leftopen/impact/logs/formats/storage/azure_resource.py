"""Azure Storage resource logs (diagnostic settings, StorageRead): one JSON object a line, or in `records`.

https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage-reference
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.azure import kind
from leftopen.impact.logs.columns.json_object import begins, looks, raw, text
from leftopen.impact.logs.columns.json_records import lines as unwrap
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.impact.logs.sql_text import number, without_port
from leftopen.impact.logs.times import iso

NAMES = ("operationName", "category", "statusCode", "callerIpAddress")


def _recognises(lines: Sequence[str]) -> bool:
    if any(looks(line, *NAMES) for line in lines):
        return True
    head = "\n".join(lines)
    return begins(lines) and all(f'"{name}"' in head for name in (*NAMES, "uri"))


def _columns(lines: Sequence[str], zone: str) -> Columns:
    return Columns(
        steps=(
            ("v_time", text("time")),
            ("v_operation", text("operationName")),
            ("v_category", text("category")),
            ("v_status", raw("statusCode")),
            ("v_state", text("statusText")),
            ("v_address", text("callerIpAddress")),
            ("v_url", text("uri")),
            ("v_agent", text("properties", "userAgentHeader")),
            ("v_account", text("properties", "accountName")),
            ("v_sent", raw("properties", "responseBodySize")),
        ),
        understood="isValidJSON(line) AND v_operation != '' AND toUInt16OrZero(v_status) BETWEEN 100 AND 599",
        at=iso("v_time"),
        client=without_port("v_address"),
        method="''",
        target="cutQueryString(v_url)",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_sent"),
        agent="v_agent",
        server="v_account",
        kind=kind("v_operation", "v_url"),
        cut="toUInt8(match(v_state, '(Network|Timeout)Error'))",
        shows="toUInt8(v_category = 'StorageRead')",
    )


log_format = LogFormat(
    title="Azure Storage, resource logs",
    recognises=_recognises,
    columns=_columns,
    unwrap=unwrap,
    merges=True,
)
