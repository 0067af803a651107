"""A log format that somebody describes: nginx's `log_format` or Apache's `LogFormat` string."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from leftopen.errors import LeftopenError
from leftopen.impact.logs import times
from leftopen.impact.logs.columns.request_line import forwards, request_steps
from leftopen.impact.logs.layout import Cut, split_line
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.impact.logs.sql_text import number

APACHE = re.compile(r"%(?:[!,\d]*)[<>]?(?:\{([^}]*)\})?(\^?[A-Za-z]{1,3}|%)")
DIRECTIVES: Mapping[str, str] = {
    "h": "remote_addr", "a": "remote_addr", "t": "time_local", "r": "request", "m": "request_method",
    "U": "uri",
    "q": "args", "s": "status", "b": "body_bytes_sent", "B": "body_bytes_sent", "O": "bytes_sent",
    "v": "server_name", "V": "server_name",
    "X": "connection_status",
}  # fmt: skip
HEADERS: Mapping[str, str] = {
    "user-agent": "http_user_agent",
    "host": "http_host",
    "range": "http_range",
    "x-forwarded-for": "http_x_forwarded_for",
}
TIMES = {"time_local": times.clf, "time_iso8601": times.iso, "msec": times.epoch}
CLIENTS = ("remote_addr",)
SIZES = ("body_bytes_sent", "bytes_sent")
SERVERS, HOSTS = ("server_name",), ("host", "http_host")


def custom_format(text: str) -> LogFormat:
    """Raises LeftopenError for a string that lacks what an answer needs."""
    layout = text if "$" in text else _of_apache(text)
    try:
        found = split_line(layout)
    except ValueError as error:
        raise LeftopenError(f"cannot use the log format: {error}") from None
    columns = _columns(found)
    return LogFormat(title="given", recognises=lambda lines: True, columns=lambda lines, zone: columns)


def _of_apache(text: str) -> str:
    """As a layout with nginx's names. A directive that is not known still takes its place."""
    seen: list[str] = []

    def named(match: re.Match[str]) -> str:
        argument, letter = match[1], match[2]
        if letter == "%":
            return "%"
        name = DIRECTIVES.get(letter, "") if argument is None or letter == "a" else ""
        if letter == "i" and argument:
            name = HEADERS.get(argument.lower(), "")
        if letter == "t" and argument is not None:
            raise LeftopenError(f"cannot use the log format: %{{{argument}}}t is not supported, only %t")
        seen.append(name if name and name not in seen else f"other_{len(seen)}")
        plain = "${" + seen[-1] + "}"
        return f"[{plain}]" if letter == "t" else plain

    return APACHE.sub(named, text.replace('\\"', '"'))


def _columns(found: Cut) -> Columns:
    have = set(found.values)
    time = next((name for name in TIMES if name in have), "")
    size = next((name for name in SIZES if name in have), "")
    target = _target(have)
    lacks = [
        what
        for what, there in (
            ("a time ($time_local, $time_iso8601, $msec or %t)", time),
            ("the client ($remote_addr or %h)", "remote_addr" in have),
            ("the request ($request, $request_uri, %r or %U)", target),
            ("the status ($status or %>s)", "status" in have),
        )
        if not there
    ]
    if lacks:
        raise LeftopenError(f"cannot use the log format: it lacks {', '.join(lacks)}")
    method = "v_request_method" if "request_method" in have else "v_method" if "request" in have else "'GET'"
    request = request_steps("v_request") if "request" in have else ()
    proper = "r_tail > 0 OR toUInt16OrZero(v_status) >= 400 OR v_status = '000'" if request else "1"
    return Columns(
        steps=(*found.steps, *request),
        understood=f"{found.understood} AND match(v_status, '^[0-9]{{3}}$') AND v_remote_addr != '' "
        f"AND match(v_remote_addr, '^[^, ]+$') AND ({proper})",
        at=TIMES[time](f"v_{time}"),
        client="v_remote_addr",
        method=method,
        target=target,
        status="toUInt16OrZero(v_status)",
        bytes=f"if(v_{size} = '-', 0, {number(f'v_{size}')})" if size else "-1",
        agent="v_http_user_agent" if "http_user_agent" in have else "''",
        forwarded=forwards("v_http_x_forwarded_for") if "http_x_forwarded_for" in have else "0",
        server="v_server_name" if "server_name" in have else "''",
        host=next((f"v_{name}" for name in HOSTS if name in have), "''"),
        cut="toUInt8(v_connection_status = 'X')" if "connection_status" in have else "0",
    )


def _target(have: Sequence[str] | set[str]) -> str:
    if "request_uri" in have:
        return "v_request_uri"
    if "request" in have:
        return "v_target"
    if "uri" not in have:
        return ""
    # nginx's $args has no question mark, Apache's %q has one.
    query = "if(v_args IN ('', '-'), '', '?' || trimLeft(v_args, '?'))" if "args" in have else "''"
    return f"v_uri || {query}"
