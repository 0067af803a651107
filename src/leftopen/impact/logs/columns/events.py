"""Lines that an `unwrap` of this program writes: one JSON object for each thing that a log says.

For logs whose records are no lines, or of which several lines together say who read what.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from leftopen.impact.logs import times
from leftopen.impact.logs.columns import syslog_time
from leftopen.impact.logs.columns.json_object import text
from leftopen.impact.logs.log_format import Columns
from leftopen.impact.logs.sql_text import number, without_port

LONGEST_USER = 150
UNKNOWN = b'{"kind": "unknown"}\n'
"""A line for what was not understood."""


def event(at: str, kind: str, client: str, **more: Any) -> bytes:
    """A line. `at`: an ISO time, or one of syslog without its year; `kind` as in `Columns`; `client` '' for
    one that the log does not name. `more`: `target`, `agent`, `server`, `size` (-1 unknown), `status`,
    `sampled`, `shows` (0: it does not show that reads are logged), and `user`,
    `mailbox`, `login` and `protocol` as in `Columns`."""
    fields = {"t": at, "kind": kind, "ip": client or "unknown", **more}
    return json.dumps(fields).encode() + b"\n"


SESSION = "session:"
"""The target of a session begins so; no path does."""


def session_of(protocol: str, user: str) -> str:
    """The target of what a session of that user gave, of whichever of its messages; '/' where it may have
    been of another mailbox: a master user, or nobody by name."""
    odd = not user or len(user) > LONGEST_USER or user.lower() == "anonymous" or set(user) & set("*%+/\\ ")
    return "/" if odd else f"{SESSION}{protocol}:{quote(user.lower(), safe='')}"


def path_of(name: str) -> str:
    """The target of an item that is known by its name or its id, which may hold anything."""
    return "/" + quote(name, safe="", errors="replace")


def columns(lines: Sequence[str], zone: str) -> Columns:
    clock = zone or "UTC"
    twice = f"if(v_bare AND isNotNull(v_at), {times.is_ambiguous('assumeNotNull(v_at)', clock)}, 0)"
    return Columns(
        steps=(
            ("v_time", text("t")),
            ("v_kind", text("kind")),
            ("v_target", text("target")),
            ("v_address", text("ip")),
            ("v_agent", text("agent")),
            ("v_server", text("server")),
            ("v_size", "JSONExtractRaw(line, 'size')"),
            ("v_status", "JSONExtractInt(line, 'status')"),
            ("v_bare", syslog_time.bare("v_time")),
            ("v_guess", f"toUInt8({syslog_time.yearless('v_time')} OR (v_bare AND {int(not zone)}))"),
            ("v_at", syslog_time.at("v_time", clock)),
        ),
        understood="v_kind IN ('get', 'list', 'names', 'none') AND v_address != ''",
        at="v_at",
        client=without_port("v_address"),
        method="''",
        target="if(v_target = '', '/', v_target)",
        status="if(v_status BETWEEN 100 AND 999, v_status, 200)",
        bytes=number("v_size"),
        agent="v_agent",
        server="v_server",
        kind="v_kind",
        user=text("user"),
        mailbox=text("mailbox"),
        login=text("login"),
        protocol=text("protocol"),
        sample="toUInt8(JSONExtractInt(line, 'sampled') = 1 OR v_guess)",
        doubt=f"toUInt8(v_guess OR {twice})",
        shows="toUInt8(NOT (JSONHas(line, 'shows') AND JSONExtractInt(line, 'shows') = 0))",
    )
