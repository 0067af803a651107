"""Google Cloud Storage usage logs: CSV, every value quoted.

https://cloud.google.com/storage/docs/access-logs
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.layout import split_line
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number

HEADING = '"time_micros","c_ip"'
LAYOUT = (
    '"$time","$client","$client_kind","$region","$method","$url","$status","$received","$sent","$taken","$host",'
    '"$referer","$agent","$request","$operation","$bucket","$object"'
)


def _columns(lines: Sequence[str], zone: str) -> Columns:
    found = split_line(LAYOUT, strict_quotes=False)
    micros = "toInt64OrNull(v_time)"
    kind = (
        "multiIf(v_object != '' AND v_method = 'GET' "
        "AND v_operation NOT IN ('GET_Bucket', 'GET_Service'), 'get', "
        "v_method IN ('HEAD', 'PUT', 'DELETE', 'OPTIONS'), 'none', "
        "v_method = 'GET' AND v_operation IN ('GET_Bucket', 'GET_Service'), 'names', 'list')"
    )
    return Columns(
        steps=found.steps,
        understood=f"{found.understood} AND toUInt16OrZero(v_status) BETWEEN 100 AND 599",
        at=f"fromUnixTimestamp64Milli(intDiv({micros}, 1000), 'UTC')",
        client="v_client",
        method="''",
        target="'/' || v_object",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_sent"),
        agent="v_agent",
        server="v_bucket",
        kind=kind,
    )


log_format = LogFormat(
    title="Google Cloud Storage usage logs",
    recognises=any_line(lambda line: line.startswith(HEADING)),
    columns=_columns,
    headings=(HEADING,),
    merges=True,
)
