"""HAProxy's HTTP log (`option httplog`), with a syslog head or without.

https://docs.haproxy.org/3.0/configuration.html#8.2.3
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.impact.logs.columns.request_line import request_steps
from leftopen.impact.logs.layout import CLF, one_record, split_line
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number
from leftopen.impact.logs.times import is_ambiguous, wall

LINE = re.compile(
    r'(?:.*?\]: )?\S+:\d+ \[\d\d/[A-Z][a-z]{2}/\d{4}(?::\d\d){3}\.\d+\] \S+ \S+ \S+ -?\d+ \S+ .*"'
)
LAYOUT = '$source [$time] $frontend $backend $timers $status $size $rest "$request"'


def _columns(lines: Sequence[str], zone: str) -> Columns:
    found = split_line(LAYOUT)
    naive = wall("substring(v_time, 1, 20)", "%d/%b/%Y:%H:%i:%s", zone or "UTC")
    return Columns(
        steps=(
            *found.steps,
            ("v_from", "arrayElement(splitByString(']: ', v_source), -1)"),
            *request_steps("v_request"),
            ("v_state", "extract(v_rest, '^[^ ]+ [^ ]+ ([^ ]{4})')"),
            ("v_at", naive),
        ),
        understood=f"{found.understood} AND match(v_from, '^[0-9A-Fa-f:.]+:[0-9]+$') "
        f"AND match(v_status, '^(-1|[0-9]{{3}})$') AND length(v_time) >= 20 AND {one_record(CLF)}",
        at="v_at",
        client="replaceRegexpOne(v_from, ':[0-9]+$', '')",
        method="v_method",
        target="v_target",
        status="toUInt16OrZero(v_status)",
        bytes=number("replaceOne(v_size, '+', '')"),
        server="''",
        cut="toUInt8(NOT startsWith(v_state, '--') AND v_state != '')",
        doubt=f"if(isNull(v_at), 0, {is_ambiguous('assumeNotNull(v_at)', zone or 'UTC')})",
    )


log_format = LogFormat(title="HAProxy", recognises=any_line(LINE.match), columns=_columns, zoned=False)
