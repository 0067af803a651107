"""What a search found as Parquet: columns for analysis, the last of them each observation whole, as JSON."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from leftopen.model.facts import Json
from leftopen.model.writer import LinesWriter

ROWS = 5_000
"""A row group: what is held in memory at once."""
TEXTS = (
    "ip_str", "transport", "org", "isp", "asn", "os", "product", "version", "info", "data", "realm", "scan",
    "service", "id",
)  # fmt: skip
LISTS = ("hostnames", "domains", "tags", "cpe23")
NUMBERS = ("port", "hash")
TIMES = ("timestamp", "first_seen")


def write(lines: Iterable[Mapping[str, Json]]) -> Iterator[bytes]:
    """Row groups of 5,000, compressed with zstd; times are microseconds in UTC, what is not known is null."""
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema(
        [(name, pyarrow.string()) for name in (*TEXTS, "country", "module")]
        + [(name, pyarrow.int64()) for name in NUMBERS]
        + [(name, pyarrow.timestamp("us", tz="UTC")) for name in TIMES]
        + [(name, pyarrow.list_(pyarrow.string())) for name in LISTS]
        + [("json", pyarrow.string())]
    )
    out, left = _Pieces(), iter(lines)
    with parquet.ParquetWriter(out, schema, compression="zstd") as file:
        while some := [_row(line) for line in islice(left, ROWS)]:
            file.write_table(pyarrow.Table.from_pylist(some, schema=schema))
            yield out.taken()
    yield out.taken()


def _row(line: Mapping[str, Json]) -> dict[str, Any]:
    location, shodan = line.get("location"), line.get("_shodan")
    return (
        {name: line.get(name) for name in (*TEXTS, *LISTS, *NUMBERS)}
        | {name: _time(line.get(name)) for name in TIMES}
        | {
            "country": location.get("country_code") if isinstance(location, dict) else None,
            "module": shodan.get("module") if isinstance(shodan, dict) else None,
            "json": msgspec.json.encode(line).decode(),
        }
    )


def _time(text: Json) -> datetime | None:
    """Shodan's times carry no zone and are UTC."""
    if not isinstance(text, str):
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class _Pieces(io.RawIOBase):
    """A file that is taken away while it is written."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._held += piece
        self._written += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self._held)
        self._held.clear()
        return piece


writer = LinesWriter(suffix=".parquet", write=write)
