"""The statement that takes the lines of files to `tables.LINES`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from leftopen.impact.logs import judge_line
from leftopen.impact.logs.judge_line import LogQuery
from leftopen.impact.logs.layers import nested
from leftopen.impact.logs.log_format import Columns, Expressions, LogFormat
from leftopen.impact.logs.sql_text import quoted

BLANK = "line NOT IN ('', '\\r', ' ')"
EPOCH = "toDateTime64('1970-01-01 00:00:00', 3, 'UTC')"
CLF_IN_LINE = r"\\[([0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}(?::[0-9]{2}){3} [+-][0-9]{4})\\]"
DATED = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T \\t][0-9:.]+Z?[ \\t,][^ \\t\\r]"
"""A record behind a line that is none, whose end was lost: a directive that names a time ends with it."""
LONGEST_CLIENT = LONGEST_AGENT = 200
"""Bytes that are kept."""


def file_of_engine(path: Path | str, compression: str) -> str:
    return f"file({quoted(str(path))}, 'LineAsString', 'line String', '{compression}')"


def statement(files: Mapping[int, Path], format_: LogFormat, columns: Columns, query: LogQuery) -> str:
    """`files`: plain ones by their number, all in one folder and named `NUMBER.log`."""
    if len(files) == 1:
        ((number, file),) = files.items()
        source, which = file_of_engine(file, "none"), f"toUInt32({number})"
    else:
        folder = next(iter(files.values())).parent
        names = ",".join(map(str, files))
        source = file_of_engine(f"{folder}/{{{names}}}.log", "none")
        which = "toUInt32OrZero(substring(_file, 1, length(_file) - 4))"
    passed = [(one, DATED) for one in format_.ignored] + [(one, "[0-9]{4}") for one in format_.headings]
    ignored = "".join(
        f" AND NOT (startsWith(line, {quoted(begin)}) AND NOT match(line, '{record}'))"
        for begin, record in passed
    )
    lines = f"(SELECT line, {which} AS f_number FROM {source} WHERE {BLANK}{ignored})"
    steps = (*_read(columns), *judge_line.steps(query))
    row = _row()
    return (
        f"INSERT INTO lines ({', '.join(name for name, _ in row)}) "
        f"SELECT {', '.join(expression for _, expression in row)} FROM {nested(steps, lines)}"
    )


def _read(columns: Columns) -> Expressions:
    """The common row. A line that is not understood has no values that anything could rely on."""
    return (
        *columns.steps,
        ("c_time", columns.at),
        ("c_understood", f"toUInt8(ifNull({columns.understood}, 0) AND isNotNull(c_time))"),
        ("c_at", f"if(c_understood, assumeNotNull(c_time), {EPOCH})"),
        ("c_client", columns.client),
        ("c_method", columns.method),
        ("c_target", columns.target),
        ("c_status", f"toUInt16({columns.status})"),
        ("c_bytes", f"toInt64({columns.bytes})"),
        ("c_agent", columns.agent),
        ("c_server", columns.server),
        ("c_host", columns.host),
        ("c_kind", columns.kind),
        ("c_cut", f"toUInt8({columns.cut})"),
        ("c_sample", f"toUInt8({columns.sample})"),
        ("c_doubt", f"toUInt8({columns.doubt})"),
        ("c_shows", f"toUInt8({columns.shows})"),
        ("c_user", columns.user),
        ("c_mailbox", columns.mailbox),
        ("c_login", columns.login),
        ("c_protocol", columns.protocol),
        ("c_forwarded", f"toUInt8({columns.forwarded})"),
    )


def _row() -> Expressions:
    """As `tables.LINES` has it."""
    return (
        ("file", "f_number"),
        ("hash", "cityHash64(line)"),
        ("understood", "c_understood"),
        ("at", "c_at"),
        ("minute", f"toUInt32(if(c_understood, intDiv(toUnixTimestamp(c_at), 60), {_torn()}))"),
        ("label", "w_label"),
        ("success", "toUInt8(c_understood AND h_outcome IN (1, 2, 6))"),
        ("sampled", "c_sample"),
        ("doubt", "c_doubt"),
        ("near", "toUInt8(NOT c_understood OR w_near)"),
        ("place", "w_place"),
        ("client", f"substring(c_client, 1, {LONGEST_CLIENT})"),
        ("agent", f"substring(c_agent, 1, {LONGEST_AGENT})"),
        ("target", "c_target"),
        ("kind", "w_kind"),
        ("status", "c_status"),
        ("outcome", "h_outcome"),
        ("bytes", "c_bytes"),
        ("forwarded", "c_forwarded"),
        ("user", f"if(w_login = 0, '', substring(c_user, 1, {LONGEST_CLIENT}))"),
        ("mailbox", f"if(w_login = 0, '', substring(c_mailbox, 1, {LONGEST_CLIENT}))"),
        ("protocol", "if(w_login = 0, '', c_protocol)"),
        ("login", "w_login"),
    )


def _torn() -> str:
    """The minute of a line that was not understood, if it holds just one time: two may be of two lines."""
    pairs = f"extractAll(line, '{CLF_IN_LINE}')"
    naive = f"parseDateTimeOrNull(substring({pairs}[1], 1, 20), '%d/%b/%Y:%H:%i:%s', 'UTC')"
    hours, minutes, sign = (
        f"toInt32OrZero(substring({pairs}[1], {at}))" for at in ("23, 2", "25, 2", "22, 3")
    )
    shift = f"({hours} * 60 + {minutes}) * if({sign} < 0, -1, 1)"
    return f"if(length({pairs}) = 1, ifNull(intDiv(toUnixTimestamp({naive}), 60) - {shift}, 0), 0)"
