"""AWS load balancers: Application Load Balancer and Classic Load Balancer.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.impact.logs.columns.request_line import request_steps
from leftopen.impact.logs.layout import one_record, split_line
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number, without_port
from leftopen.impact.logs.times import iso
from leftopen.translate import N_

LINE = re.compile(r'(?:(?:https?|h2|grpcs?|wss?) )?\d{4}-\d\d-\d\dT[\d:.]+Z \S+ \S+:\d+ .* "[A-Z-]* .*" "')
TYPED = re.compile(r"(?:https?|h2|grpcs?|wss?) ")
BEGIN = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z [^"]'
CLASSIC = (
    "$time $balancer $address $member $first $second $third $status $backend $received $sent "
    '"$request" "$agent" $rest'
)


def _columns(lines: Sequence[str], zone: str) -> Columns:
    read = [line for line in lines if LINE.match(line)]
    typed = bool(read) and bool(TYPED.match(read[0]))
    found = split_line(("$kind " if typed else "") + CLASSIC, strict_quotes=False)
    return Columns(
        steps=(*found.steps, *request_steps("v_request")),
        understood=f"{found.understood} AND match(v_status, '^([0-9]{{3}}|-)$') "
        "AND (r_tail > 0 OR toUInt16OrZero(v_status) >= 400 OR v_status = '-') "
        f"AND {one_record(BEGIN)}",
        at=iso("v_time"),
        client=without_port("v_address"),
        method="v_method",
        target="v_target",
        status="toUInt16OrZero(v_status)",
        bytes=number("v_sent"),
        agent="v_agent",
        server="v_balancer",
    )


log_format = LogFormat(
    title="AWS load balancers",
    recognises=any_line(LINE.match),
    columns=_columns,
    merges=True,
    limits=(N_("AWS load balancers deliver logs on a best-effort basis. Requests may be missing."),),
)
