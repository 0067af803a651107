"""Encodes rows by columns (Arrow) for the engine, which then parses no text: that was half its work.

A worker makes batches, each a message of its own; a stream is the schema, some batches, and the end. The
columns are in the order of `columns`: those of the observation itself, then those of `flatten`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from leftopen.model.observation import Observation
from leftopen.query.columns.flatten import EMPTY
from leftopen.store.observations import rows

if TYPE_CHECKING:
    import pyarrow

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ConstantColumn:
    """A column that has one value in all rows."""

    value: Any


Column = Sequence[Any] | ConstantColumn
END = b"\xff\xff\xff\xff\0\0\0\0"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# `id` and `service` as the engine's 128-bit numbers, `address` as text, `timestamp` in microseconds; the
# others as in `rows.observation_row`.
HEAD: Mapping[str, str] = {
    "id": "wide", "service": "wide", "address": "wide", "timestamp": "time", "duration": "double",
    "realm": "text", "port": "uint16", "transport": "text", "name": "text", "place": "text",
    "vantage": "text", "scan": "text", "clause": "text", "module": "text", "product": "text",
    "version": "text", "info": "text", "os": "text", "identity": "text", "tls": "bool", "hostnames": "texts",
    "cpe": "texts", "tags": "texts", "data": "text", "data_encoding": "text", "hash": "int32",
    "blocks": "text", "sources": "text", "sees": "uint16",
}  # fmt: skip
NUMBERS: Mapping[str, str] = {
    "uptime": "uint32", "asn": "uint32", "http_status": "uint16", "http_html_hash": "int32",
    "http_headers_hash": "int32", "http_favicon_hash": "int32",
}  # fmt: skip
_KINDS: Mapping[type, str] = {str: "text", tuple: "texts", bool: "bool", type(None): "float"}


@cache
def kinds() -> Mapping[str, str]:
    """The kind of every column, in order."""
    flat = {name: NUMBERS.get(name) or _KINDS[type(value)] for name, value in EMPTY.items()}
    return {**HEAD, **flat, "more": "map"}


def values(o: Observation) -> Values:
    """One row, in the order of the columns."""
    row = {**EMPTY, **rows.observation_row(o)}
    row["id"], row["service"] = bytes.fromhex(o.id)[::-1], bytes.fromhex(o.service)[::-1]
    row["address"] = o.endpoint.address.packed
    row["timestamp"] = (o.timestamp - EPOCH) // datetime.resolution
    return tuple([row[name] for name in (*HEAD, *EMPTY, "more")])


def batch(some: Sequence[Values]) -> bytes:
    """At least one row, as one message."""
    return table(dict(zip(kinds(), zip(*some, strict=True), strict=True)), len(some))


def table(columns: Mapping[str, Column], count: int) -> bytes:
    """A number of rows, as one message. A missing column has its default in every row."""
    import pyarrow as pa

    made = [
        _array(columns.get(name), kind, usual, count)
        for name, (kind, usual) in zip(kinds(), _types(), strict=True)
    ]
    return bytes(pa.RecordBatch.from_arrays(made, schema=_schema()).serialize())


def stream(batches: Iterable[bytes]) -> list[bytes]:
    """What the engine reads as `ArrowStream`, in parts."""
    return [bytes(_schema().serialize()), *batches, END]


def _array(column: Column | None, kind: pyarrow.DataType, usual: object, count: int) -> pyarrow.Array:
    """Most columns are empty in most rows, and many columns have one value in all rows."""
    import pyarrow as pa

    if column is None or isinstance(column, ConstantColumn):
        return pa.repeat(pa.scalar(usual if column is None else column.value, kind), count)
    if usual == {}:
        column = [list(one.items()) for one in column]
    elif column.count(usual) == count:
        return pa.repeat(pa.scalar(usual, kind), count)
    return pa.array(column, kind)


@cache
def _types() -> tuple[tuple[pyarrow.DataType, object], ...]:
    """The type and default of each column."""
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    known = {
        "text": text, "texts": texts, "map": pa.map_(text, texts), "wide": pa.binary(16), "bool": pa.bool_(),
        "time": pa.timestamp("us", "UTC"), "double": pa.float64(), "float": pa.float32(),
        "uint16": pa.uint16(), "uint32": pa.uint32(), "int32": pa.int32(),
    }  # fmt: skip
    usual = {"text": "", "texts": (), "map": {}, "bool": False, "float": None}
    return tuple((known[kind], usual.get(kind, 0)) for kind in kinds().values())


@cache
def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    return pa.schema(list(zip(kinds(), (kind for kind, _ in _types()), strict=True)))
