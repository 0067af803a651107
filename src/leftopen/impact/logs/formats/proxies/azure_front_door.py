"""Azure Front Door's access log, Standard, Premium and classic: one JSON object a line, or in `records`.

https://learn.microsoft.com/azure/frontdoor/front-door-diagnostics : `clientIp` may come from
X-Forwarded-For, which a client writes as it likes; `socketIp` is the connection. A line whose
`isReceivedFromClient` is false is of a request between two of its own places.
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.json_object import begins, raw, text
from leftopen.impact.logs.columns.json_records import lines as unwrap
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.impact.logs.sql_text import host_without_port, number, without_port
from leftopen.impact.logs.times import iso


def _recognises(lines: Sequence[str]) -> bool:
    head = "\n".join(lines).lower().replace(" ", "")
    return begins(lines) and '"category":"frontdooraccesslog"' in head and '"requesturi"' in head


def _columns(lines: Sequence[str], zone: str) -> Columns:
    return Columns(
        steps=(
            ("v_time", text("time")),
            ("v_category", text("category")),
            ("v_socket", text("properties", "socketIp")),
            ("v_said", text("properties", "clientIp")),
            ("v_address", "if(v_socket IN ('', 'N/A'), v_said, v_socket)"),
            ("v_method", text("properties", "httpMethod")),
            ("v_target", text("properties", "requestUri")),
            ("v_status", raw("properties", "httpStatusCode")),
            ("v_sent", raw("properties", "responseBytes")),
            ("v_agent", text("properties", "userAgent")),
            ("v_host", text("properties", "hostName")),
            ("v_inner", raw("properties", "isReceivedFromClient")),
            ("v_fault", text("properties", "ErrorInfo")),
            ("v_error", f"if(v_fault = '', {text('properties', 'errorInfo')}, v_fault)"),
            ("v_access", "lower(v_category) = 'frontdooraccesslog'"),
            ("v_own", "v_access AND lower(v_inner) = 'false'"),
        ),
        # Other categories may stand in one file; they are no requests.
        understood="isValidJSON(line) AND v_category != '' AND (NOT v_access OR (v_address != '' "
        "AND v_target != '' AND v_method != '' AND toUInt16OrZero(v_status) BETWEEN 100 AND 999))",
        at=iso("v_time"),
        client=without_port("v_address"),
        method="v_method",
        target="v_target",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_sent"),
        agent="v_agent",
        forwarded="toUInt8(v_said NOT IN ('', v_address))",
        host=host_without_port("v_host"),
        kind="if(v_access AND NOT v_own, '', 'none')",
        cut="toUInt8(match(v_error, '(?i)disconnect|timeout|abort|reset'))",
        shows="toUInt8(v_access AND NOT v_own)",
    )


log_format = LogFormat(
    title="Azure Front Door",
    recognises=_recognises,
    columns=_columns,
    unwrap=unwrap,
    merges=True,
)
