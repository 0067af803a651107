"""Traefik's access log as JSON. Its other form is the common log format with more behind it.

https://doc.traefik.io/traefik/observability/access-logs/
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.json_object import looks, raw, text
from leftopen.impact.logs.columns.request_line import forwards
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number
from leftopen.impact.logs.times import iso


def _columns(lines: Sequence[str], zone: str) -> Columns:
    return Columns(
        steps=(
            ("v_start", text("StartUTC")),
            ("v_time", f"if(v_start != '', v_start, {text('time')})"),
            ("v_status", raw("DownstreamStatus")),
            ("v_size", raw("DownstreamContentSize")),
            ("v_address", text("ClientHost")),
            ("v_method", text("RequestMethod")),
            ("v_target", text("RequestPath")),
            ("v_host", text("RequestHost")),
            ("v_agent", text("request_User-Agent")),
            ("v_forwarded", text("request_X-Forwarded-For")),
        ),
        understood="isValidJSON(line) AND v_method != '' AND v_address != '' "
        "AND toUInt16OrNull(v_status) <= 999",
        at=iso("v_time"),
        client="v_address",
        method="v_method",
        target="v_target",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_size"),
        agent="v_agent",
        forwarded=forwards("v_forwarded"),
        host="v_host",
    )


log_format = LogFormat(
    title="Traefik, JSON",
    recognises=any_line(lambda line: looks(line, "DownstreamStatus", "RequestPath", "ClientHost")),
    columns=_columns,
)
