"""Caddy's access log: one JSON object a line.

https://caddyserver.com/docs/caddyfile/directives/log
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.json_object import first, looks, raw, text
from leftopen.impact.logs.columns.request_line import forwards
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import host_without_port, number
from leftopen.impact.logs.times import epoch, iso


def _columns(lines: Sequence[str], zone: str) -> Columns:
    return Columns(
        steps=(
            ("v_time", raw("ts")),
            ("v_status", raw("status")),
            ("v_size", raw("size")),
            ("v_address", text("request", "remote_ip")),
            ("v_method", text("request", "method")),
            ("v_target", text("request", "uri")),
            ("v_host", text("request", "host")),
            ("v_agent", first("request", "headers", "User-Agent")),
            ("v_forwarded", first("request", "headers", "X-Forwarded-For")),
        ),
        understood="isValidJSON(line) AND v_method != '' AND v_address != '' "
        "AND toUInt16OrNull(v_status) <= 999",
        at=f"coalesce({epoch('v_time')}, {iso('v_time')})",
        client="v_address",
        method="v_method",
        target="v_target",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_size"),
        agent="v_agent",
        forwarded=forwards("v_forwarded"),
        host=host_without_port("v_host"),
    )


log_format = LogFormat(
    title="Caddy",
    recognises=any_line(lambda line: looks(line, "ts", "request", "status", "size")),
    columns=_columns,
)
