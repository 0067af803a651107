"""Azure Storage analytics logs (classic), versions 1.0 and 2.0.

https://learn.microsoft.com/rest/api/storageservices/storage-analytics-log-format
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.impact.logs.columns.azure import kind
from leftopen.impact.logs.layout import one_record, split_line
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number, without_port
from leftopen.impact.logs.times import iso
from leftopen.translate import N_

LINE = re.compile(r"[12]\.0;\d{4}-\d\d-\d\dT[\d:.]+Z;\w+;\w+;")
BEGIN = "[12][.]0;[0-9]{4}-[0-9]{2}-[0-9]{2}T"
LAYOUT = (
    "$version;$time;$operation;$state;$status;$whole;$latency;$auth;$requester;$owner;$service;"
    '"$url";"$key";$request;$count;$address;$api;$request_head;$request_body;$response_head;$sent;$rest'
)


def _columns(lines: Sequence[str], zone: str) -> Columns:
    found = split_line(LAYOUT, strict_quotes=False)
    return Columns(
        steps=(*found.steps, ("v_path", "replaceAll(v_url, '&amp;', '&')")),
        understood=f"{found.understood} AND v_version IN ('1.0', '2.0') "
        f"AND toUInt16OrZero(v_status) BETWEEN 100 AND 599 AND {one_record(BEGIN)}",
        at=iso("v_time"),
        client=without_port("v_address"),
        method="''",
        target="cutQueryString(v_path)",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_sent"),
        agent="''",
        server="v_owner",
        kind=kind("v_operation", "v_url"),
        cut="toUInt8(match(v_state, '(Network|Timeout)Error'))",
        shows="toUInt8(match(v_operation, '^(Get|List|Query|Peek)'))",
    )


log_format = LogFormat(
    title="Azure Storage, classic",
    recognises=any_line(LINE.match),
    columns=_columns,
    merges=True,
    limits=(N_("Azure writes classic storage logs on a best-effort basis. Requests may be missing."),),
)
