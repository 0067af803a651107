"""W3C extended log files: a line `#Fields:` names the columns of those that follow.

https://www.w3.org/TR/WD-logfile
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.request_line import FORWARDED_FOR, forwards
from leftopen.impact.logs.log_format import Columns
from leftopen.impact.logs.sql_text import number, quoted

FIELDS = "#Fields:"
NEEDED = ("date", "time", "c-ip", "cs-method", "cs-uri-stem", "sc-status")
NONE = "'-'"


def fields(lines: Sequence[str]) -> tuple[str, ...]:
    """Of the first directive, () for none."""
    for line in lines:
        if line.startswith(FIELDS):
            return tuple(line.removeprefix(FIELDS).split())
    return ()


def columns(lines: Sequence[str], separator: str, server: Sequence[str], host: Sequence[str]) -> Columns:
    """`server` and `host`: names of the fields, the first that there is counts."""
    names = fields(lines)
    if any(name not in names for name in NEEDED):
        # Without a directive nobody knows what a line says.
        return no_columns()
    at = {name: f"w_parts[{index}]" for index, name in enumerate(names, 1)}
    size = number(at["sc-bytes"]) if "sc-bytes" in at else "-1"
    win32 = at.get("sc-win32-status", "'0'")
    return Columns(
        steps=(
            ("v_raw", "trimRight(line, '\\r')"),
            ("w_parts", f"splitByChar({quoted(separator)}, v_raw)"),
            ("v_status", f"toUInt16OrZero({at['sc-status']})"),
            ("v_query", at.get("cs-uri-query", NONE)),
            ("v_stamp", f"{at['date']} || 'T' || {at['time']} || 'Z'"),
        ),
        understood=f"length(w_parts) = {len(names)} AND (v_status BETWEEN 100 AND 599 "
        f"AND startsWith({at['cs-uri-stem']}, '/') OR v_status BETWEEN 400 AND 599)",
        at="if(length(v_stamp) >= 20, parseDateTime64BestEffortOrNull(v_stamp, 3, 'UTC'), NULL)",
        client=at["c-ip"],
        method=at["cs-method"],
        target=f"{at['cs-uri-stem']} || if(v_query IN ('-', ''), '', '?' || v_query)",
        status="v_status",
        bytes=size,
        agent=at.get("cs(User-Agent)", "''"),
        forwarded=forwards(_forwarded(at)),
        server=_first(at, server),
        host=_first(at, host),
        cut=f"toUInt8({win32} NOT IN ('0', '-'))",
    )


def _forwarded(at: dict[str, str]) -> str:
    """The column that an administrator added: its name is free."""
    return next((at[name] for name in at if FORWARDED_FOR in name.lower()), NONE)


def _first(at: dict[str, str], names: Sequence[str]) -> str:
    found = next((at[name] for name in names if name in at), "")
    return f"if({found} = '-', '', {found})" if found else "''"


def no_columns() -> Columns:
    """Understands no line."""
    none = "''"
    return Columns(
        steps=(), understood="0", at="NULL::Nullable(DateTime64(3, 'UTC'))", client=none, method=none,
        target=none, status="0", bytes="-1",
    )  # fmt: skip
