"""Reads every file once into the tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from leftopen.impact.logs import judge_line, tables
from leftopen.impact.logs.judge_line import Question
from leftopen.impact.logs.layers import nested
from leftopen.impact.logs.log_format import Columns, Expressions, LogFormat
from leftopen.impact.logs.pieces import pieces, segments
from leftopen.impact.logs.sources import Source
from leftopen.impact.logs.sql_text import quoted
from leftopen.store.engine.engine_errors import EngineError
from leftopen.store.engine.scratch import ScratchEngine

PATTERN = frozenset("*?{}")
"""What the engine would take for a pattern of several names."""
SEGMENTS = 1000
"""A file whose columns change more often is given up."""
BLANK = "line NOT IN ('', '\\r', ' ')"
EPOCH = "toDateTime64('1970-01-01 00:00:00', 3, 'UTC')"
CLF_IN_LINE = r"\\[([0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}(?::[0-9]{2}){3} [+-][0-9]{4})\\]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """`state` as in `LogFile`."""

    state: str
    why: str = ""


def load(
    engine: ScratchEngine, folder: Path, number: int, source: Source, format_: LogFormat, zone: str
) -> Loaded:  # fmt: skip
    """Counts a file's lines in the tables. `folder` holds pieces of what the engine can't read by itself."""
    if source.encoding or format_.unwrap is not None or PATTERN & set(str(source.path)):
        return _pieces(engine, folder, number, source, format_, zone)
    try:
        heads = _directives(engine, source, format_)
        if len(heads) > 1:
            return _pieces(engine, folder, number, source, format_, zone)
        columns = format_.columns((*heads, *source.lines), zone)
        engine.command(statement(number, source.path, source.compression, format_, columns))
    except EngineError as error:
        tables.forget(engine, number)
        if source.compression == "none":
            return Loaded(state="failed", why=str(error)[:200])
        return _pieces(engine, folder, number, source, format_, zone)
    return Loaded(state="read")


def _directives(engine: ScratchEngine, source: Source, format_: LogFormat) -> list[str]:
    """The first two different ones; two are as bad as many."""
    if not format_.directives:
        return []
    file = _file(source.path, source.compression)
    rows = engine.query(
        f"SELECT DISTINCT toValidUTF8(trimBoth(line, '\\r ')) AS line FROM {file} "
        f"WHERE startsWith(line, {quoted(format_.directives)}) LIMIT 2"
    )
    return [str(row["line"]) for row in rows]


def _pieces(
    engine: ScratchEngine, folder: Path, number: int, source: Source, format_: LogFormat, zone: str
) -> Loaded:
    piece, broken = folder / "piece.log", list[str]()
    found = segments(pieces(source, format_, broken), format_.directives)
    for count, (head, block) in enumerate(found):
        if count >= SEGMENTS and format_.directives:
            return Loaded(state="failed", why=f"its columns change more than {SEGMENTS} times")
        lines = (head, *source.lines) if head else () if format_.directives else source.lines
        piece.write_bytes(block)
        try:
            engine.command(statement(number, piece, "none", format_, format_.columns(lines, zone)))
        except EngineError as error:
            return Loaded(state="failed", why=str(error)[:200])
        finally:
            piece.unlink(missing_ok=True)
    return Loaded(state="cut", why=broken[0]) if broken else Loaded(state="read")


def _file(path: Path, compression: str) -> str:
    return f"file({quoted(str(path))}, 'LineAsString', 'line String', '{compression}')"


def statement(number: int, path: Path, compression: str, format_: LogFormat, columns: Columns) -> str:
    """The statement that reads one file."""
    ignored = "".join(f" AND NOT startsWith(line, {quoted(one)})" for one in format_.ignored)
    lines = f"(SELECT line FROM {_file(path, compression)} WHERE {BLANK}{ignored})"
    names = ", ".join(name for name, _ in _read(columns) if name in tables.READ_COLUMNS)
    return (
        f"INSERT INTO read_lines (file, hash, torn, {names}) SELECT toUInt32({number}), cityHash64(line), "
        f"if(c_understood, 0, {_torn()}), {names} FROM {nested(_read(columns), lines)}"
    )


def judge(engine: ScratchEngine, question: Question) -> None:
    """Makes the view that takes what was read of each line to what it says."""
    row = ", ".join(f"{expression} AS {name}" for name, expression in _row())
    judged = nested(judge_line.steps(question), "(SELECT * FROM read_lines)")
    engine.command(f"CREATE MATERIALIZED VIEW read_view TO lines AS SELECT {row} FROM {judged}")


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
        ("c_forwarded", f"toUInt8({columns.forwarded})"),
    )


def _row() -> Expressions:
    """As `tables.LINES` has it."""
    return (
        ("file", "file"),
        ("hash", "hash"),
        ("understood", "c_understood"),
        ("at", "c_at"),
        ("minute", "toUInt32(if(c_understood, intDiv(toUnixTimestamp(c_at), 60), torn))"),
        ("label", "multiIf(NOT c_understood, '', w_foreign OR w_other OR NOT c_shows, '-', lower(c_server))"),
        ("success", "toUInt8(c_understood AND h_outcome IN (1, 2, 6))"),
        ("sampled", "c_sample"),
        ("doubt", "c_doubt"),
        ("near", "toUInt8(NOT c_understood OR w_near)"),
        ("place", "w_place"),
        ("client", "substring(c_client, 1, 200)"),
        ("agent", "c_agent"),
        ("how", "h_how"),
        ("key", "h_pair.2"),
        ("outcome", "h_outcome"),
        ("bytes", "c_bytes"),
        ("path", "p_exact"),
        ("ties", "toUInt8(c_understood AND h_pair.1 BETWEEN 1 AND 4 AND c_status BETWEEN 200 AND 399)"),
        ("forwarded", "c_forwarded"),
    )


def _torn() -> str:
    """The minute of a line that was not understood, if it holds just one time: two may be of two lines."""
    said = f"extractAll(line, '{CLF_IN_LINE}')"
    naive = f"parseDateTimeOrNull(substring({said}[1], 1, 20), '%d/%b/%Y:%H:%i:%s', 'UTC')"
    hours, minutes, sign = (
        f"toInt32OrZero(substring({said}[1], {at}))" for at in ("23, 2", "25, 2", "22, 3")
    )
    shift = f"({hours} * 60 + {minutes}) * if({sign} < 0, -1, 1)"
    return f"if(length({said}) = 1, ifNull(intDiv(toUnixTimestamp({naive}), 60) - {shift}, 0), 0)"
