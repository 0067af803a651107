"""S3 server access logs.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.impact.logs.layout import CLF, one_record, split_line
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number
from leftopen.impact.logs.times import clf
from leftopen.translate import N_

LINE = re.compile(
    r"\S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}(?::\d\d){3} [+-]\d{4}\] \S+ \S+ \S+ "
    r"(?:REST|WEBSITE|BATCH|S3)\.\S+ \S+ "
)
LAYOUT = (
    '$owner $bucket [$time] $client $requester $request $operation $key "$line" $status $error $sent $size '
    "$total $turn $rest"
)
COPIES, PARTS = "'REST.COPY.OBJECT_GET'", "'REST.COPY.PART_GET'"
"""Into another bucket, which may be a stranger's. The log doesn't say how many bytes."""
GETS = f"'REST.GET.OBJECT', 'WEBSITE.GET.OBJECT', {COPIES}, {PARTS}"
NAMES = "^REST[.]GET[.](BUCKET|BUCKETVERSIONS|SERVICE)$"
"""Lists of names, and of no content."""
HARMLESS = (
    "startsWith(v_operation, 'S3.') OR startsWith(v_operation, 'BATCH.DELETE') "
    "OR match(v_operation, '^(REST|WEBSITE)[.](HEAD|DELETE|OPTIONS)[.]') "
    "OR match(v_operation, '^REST[.]PUT[.](OBJECT|PART|ACL)$') "
    "OR startsWith(v_operation, 'REST.POST.UPLOAD') OR match(v_operation, '^REST[.]GET[.](ACL|"
    "[A-Z_]*(TAGGING|POLICY|LOCATION|ENCRYPTION|STATUS|LIFECYCLE|CORS))$')"
)


def _columns(lines: Sequence[str], zone: str) -> Columns:
    found = split_line(LAYOUT, strict_quotes=False)
    status = "toUInt16OrZero(v_status)"
    return Columns(
        steps=found.steps,
        understood=f"{found.understood} AND ({status} BETWEEN 100 AND 599 OR v_status = '-') "
        f"AND position(v_operation, '.') > 0 AND {one_record(CLF)}",
        at=clf("v_time"),
        client="if(v_client = '-', 'internal', v_client)",
        method="''",
        target="'/' || if(v_key = '-', '', v_key)",
        status=f"if(v_operation = {PARTS} AND {status} = 200, 206, {status})",
        bytes=f"multiIf(v_operation IN ({COPIES}, {PARTS}), -1, v_sent = '-', 0, {number('v_sent')})",
        agent='extract(v_rest, \'^"[^"]*" "([^"]*)"\')',
        server="v_bucket",
        kind=f"multiIf(v_operation IN ({GETS}), if(v_key = '-', 'list', 'get'), {HARMLESS}, 'none', "
        f"match(v_operation, '{NAMES}'), 'names', 'list')",
    )


log_format = LogFormat(
    title="S3 server access logs",
    recognises=any_line(LINE.match),
    columns=_columns,
    merges=True,
    limits=(N_("S3 delivers logs on a best-effort basis. Requests may be missing."),),
)
