"""The combined and the common log format of Apache and nginx, also with a virtual host before it, and as a
syslog server writes it: behind the time, the host and the program.

https://httpd.apache.org/docs/current/mod/mod_log_config.html ·
https://nginx.org/en/docs/http/ngx_http_log_module.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from leftopen.impact.logs.columns.request_line import forwards, request_steps
from leftopen.impact.logs.layout import split_line
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import number, quoted
from leftopen.impact.logs.times import clf

LINE = re.compile(
    r"(?:\S+:\d+ )?\S+ \S+ .*\[\d\d/[A-Z][a-z]{2}/\d{4}(?::\d\d){3} [+-]\d{4}\] "
    r'"(?:[^"\\]|\\.)*" \d{3} (?:\d+|-)'
)
HOST = re.compile(r"[^\s\[]+:\d+ \S+ \S+ .*\[")
COMMON = '$client $ident $user [$time] "$request" $status $size'
COMBINED = COMMON + ' "$referer" "$agent"'
MAIN = COMBINED + ' "$forwarded"'
"""As in the configuration that nginx's packages bring."""
MAIN_LINE = re.compile(r'" \d{3} (?:\d+|-) "[^"]*" "[^"]*" "[^"]*"')
SYSLOG = re.compile(
    r"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) \S+ [^\s:]+: "
)
BEHIND_SYSLOG = (
    f"if(match(line, {quoted('^' + SYSLOG.pattern)}), substring(line, position(line, ': ') + 2), '')"
)
MONTHS = ", ".join(
    map(quoted, ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
)
"""No client: the line has the head of syslog, which the others have not."""
ESCAPED = re.compile(r"\\.")


def _columns(lines: Sequence[str], zone: str) -> Columns:
    """As most of the lines are: quotes beyond theirs are a value that nobody escaped."""
    heads = sum(SYSLOG.match(line) is not None for line in lines)
    syslog = heads * 2 > len(lines)
    bare = [SYSLOG.sub("", line, count=1) if syslog else line for line in lines]
    read = [ESCAPED.sub("??", line) for line in bare if LINE.match(line)]
    quotes = Counter(line.count('"') for line in read).most_common(1)[0][0] if read else 6
    host = bool(read) and sum(bool(HOST.match(line)) for line in read) * 2 > len(read)
    main = quotes == 8 and all(MAIN_LINE.search(line) for line in read if line.count('"') == 8)
    form = MAIN if main else COMBINED if quotes >= 6 else COMMON
    layout = ("$vhost " if host else "") + form
    found = split_line(layout, more=True, line=BEHIND_SYSLOG if syslog else "line")
    status = "toUInt16OrZero(v_status)"
    # Apache writes a dash for no bytes, programs of Node for a number that they do not know.
    nothing = f"if({status} BETWEEN 200 AND 299 AND {status} != 204, -1, 0)"
    understood = [
        found.understood,
        f"countSubstrings(v_line, '\"') = {quotes}",
        "length(v_status) = 3",
        f"({status} BETWEEN 100 AND 999 OR v_status = '000')",
        f"v_client NOT IN ('', {MONTHS}) AND position(v_client, ',') = 0 AND position(v_client, '[') = 0",
        # A value that nobody escaped may end early what it stands in.
        f"(r_tail > 0 OR {status} >= 400 OR v_status = '000')",
        "(v_bytes >= 0 OR v_size = '-')",
        # The begin of another line before this one, where the end of that was lost, stands in the user's name
        # or in the time, and its client is not the one of this request.
        "(v_user = '-' OR position(' ' || v_user || ' ', ' - ') = 0)",
        "(length(v_time) = 26 OR position(v_time, ' - ') = 0)",
    ]
    return Columns(
        steps=(
            *found.steps,
            *request_steps("v_request"),
            ("v_bytes", f"if(v_size = '-', {nothing}, {number('v_size')})"),
        ),
        understood=" AND ".join(understood),
        at=clf("v_time"),
        client="v_client",
        method="v_method",
        target="v_target",
        status=status,
        bytes="v_bytes",
        agent="v_agent" if quotes >= 6 else "''",
        forwarded=forwards("v_forwarded") if main else "0",
        server="replaceRegexpOne(v_vhost, ':[0-9]+$', '')" if host else "''",
    )


log_format = LogFormat(
    title="nginx and Apache: combined and common", recognises=any_line(LINE.match), columns=_columns
)
