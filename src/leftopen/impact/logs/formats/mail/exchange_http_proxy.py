"""Exchange's HttpProxy logs: CSV after a line `#Fields:`, which may change in the middle of a file.

Microsoft describes no columns; each file names its own. `UrlStem` says which protocol was asked (OWA, EWS,
MAPI, ActiveSync), and not which messages came back.
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns import w3c
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.impact.logs.sql_text import number
from leftopen.impact.logs.times import iso
from leftopen.translate import N_

HEADING = "DateTime,RequestId,"
NEEDED = ("DateTime", "ClientIpAddress", "HttpStatus", "Method", "UrlStem")
VALUES = 'extractAll(v_raw, \'(?:^|,)("(?:[^"]|"")*"|[^,"]*)\')'


def _fields(lines: Sequence[str]) -> tuple[str, ...]:
    for line in lines:
        if line.startswith((w3c.FIELDS, HEADING)):
            return tuple(name.strip() for name in line.removeprefix(w3c.FIELDS).split(","))
    return ()


def _recognises(lines: Sequence[str]) -> bool:
    return set(NEEDED) <= set(_fields(lines))


def _columns(lines: Sequence[str], zone: str) -> Columns:
    names = _fields(lines)
    if not set(NEEDED) <= set(names):
        return w3c.no_columns()
    where = {name: f"v_parts[{index}]" for index, name in enumerate(names, 1)}

    def operation(name: str) -> str:
        return _plain(where[name]) if name in where else "''"

    return Columns(
        steps=(
            ("v_raw", "trimRight(line, '\\r')"),
            ("v_parts", VALUES),
            ("v_time", operation("DateTime")),
            ("v_address", operation("ClientIpAddress")),
            ("v_method", operation("Method")),
            ("v_stem", operation("UrlStem")),
            ("v_query", operation("UrlQuery")),
            ("v_status", operation("HttpStatus")),
            ("v_sent", operation("ResponseBytes")),
            ("v_agent", operation("UserAgent")),
            ("v_server", operation("ServerHostName")),
            ("v_host", operation("UrlHost")),
            ("v_user", operation("AuthenticatedUser")),
        ),
        understood=f"length(v_parts) = {len(names)} AND v_address != '' AND v_method != '' "
        "AND startsWith(v_stem, '/') AND toUInt16OrZero(v_status) BETWEEN 100 AND 999",
        at=iso("v_time"),
        client="v_address",
        method="v_method",
        target="if(v_query = '', v_stem, v_stem || '?' || trimLeft(v_query, '?'))",
        status="toUInt16OrZero(v_status)",
        # Of an answer that it passed on, it may not count the bytes.
        bytes=f"if(v_sent IN ('', '0') AND v_status LIKE '2%', -1, {number('v_sent')})",
        agent="v_agent",
        server="v_server",
        host="v_host",
        user="v_user",
        mailbox="v_user",
        login="multiIf(v_status LIKE '2%', 'used', v_status = '401', 'failed', '')",
        protocol="'exchange'",
    )


def _plain(value: str) -> str:
    """Without the quotes of CSV."""
    inside = f"if(startsWith({value}, '\"'), substring({value}, 2, length({value}) - 2), {value})"
    return f"replaceAll({inside}, '\"\"', '\"')"


log_format = LogFormat(
    title="Exchange HttpProxy",
    recognises=_recognises,
    columns=_columns,
    directives=w3c.FIELDS,
    ignored=("#",),
    headings=(HEADING,),
    names_users=True,
    limits=(N_("Exchange's HttpProxy logs name the requested protocol, not the returned messages."),),
)
