"""Azure Application Gateway's access log, version 2 and 1: one JSON object a line, or in `records`.

https://learn.microsoft.com/azure/application-gateway/application-gateway-diagnostics : version 2 has what the
client asked for (`originalRequestUriWithArgs`) and what a rule made of it; version 1 puts words of its own
behind the query.
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.json_object import begins, raw, text
from leftopen.impact.logs.columns.json_records import lines as unwrap
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.impact.logs.sql_text import host_without_port, number, without_port
from leftopen.impact.logs.times import iso

OWN_WORDS = (
    "(^|&)X-AzureApplicationGateway-CACHE-HIT=[^&]*&SERVER-ROUTED=[^&]*"
    "&X-AzureApplicationGateway-LOG-ID=[^&]*&SERVER-STATUS=[^&]*$"
)


def _recognises(lines: Sequence[str]) -> bool:
    head = "\n".join(lines).replace(" ", "")
    return begins(lines) and '"category":"ApplicationGatewayAccessLog"' in head and '"requestUri"' in head


def _columns(lines: Sequence[str], zone: str) -> Columns:
    return Columns(
        steps=(
            ("v_stamp", text("timeStamp")),
            ("v_time", f"if(v_stamp = '', {text('time')}, v_stamp)"),
            ("v_category", text("category")),
            ("v_address", text("properties", "clientIP")),
            ("v_method", text("properties", "httpMethod")),
            ("v_path", text("properties", "requestUri")),
            ("v_asked", text("properties", "requestQuery")),
            ("v_first", text("properties", "originalRequestUriWithArgs")),
            ("v_query", f"replaceRegexpOne(v_asked, '{OWN_WORDS}', '')"),
            ("v_later", "if(v_query = '', v_path, v_path || '?' || v_query)"),
            ("v_target", "if(v_first = '', v_later, v_first)"),
            ("v_status", raw("properties", "httpStatus")),
            ("v_sent", raw("properties", "sentBytes")),
            ("v_agent", text("properties", "userAgent")),
            ("v_named", text("properties", "originalHost")),
            ("v_host", f"if(v_named = '', {text('properties', 'host')}, v_named)"),
            ("v_access", "v_category = 'ApplicationGatewayAccessLog'"),
            # A rule made another path of it: the answer may be of either.
            (
                "v_other",
                "v_first != '' AND v_path != '' AND cutQueryString(v_first) != cutQueryString(v_path)",
            ),
        ),
        understood="isValidJSON(line) AND v_category != '' AND (NOT v_access OR (v_address != '' "
        "AND startsWith(v_target, '/') AND v_method != '' AND toUInt16OrZero(v_status) BETWEEN 100 AND 999))",
        at=iso("v_time"),
        client=without_port("v_address"),
        method="v_method",
        target="v_target",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_sent"),
        agent="v_agent",
        host=host_without_port("v_host"),
        kind="multiIf(NOT v_access, 'none', v_other AND v_method NOT IN ('HEAD', 'OPTIONS'), 'list', '')",
        shows="toUInt8(v_access)",
    )


log_format = LogFormat(
    title="Azure Application Gateway",
    recognises=_recognises,
    columns=_columns,
    unwrap=unwrap,
    merges=True,
)
