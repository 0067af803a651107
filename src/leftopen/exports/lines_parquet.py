"""What a search found as Parquet: columns for analysis, the last of them each observation whole, as JSON."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from leftopen.model.facts import Json
from leftopen.model.writer import LinesWriter
from leftopen.present.field_path import at
from leftopen.query.columns.coerce import INT64, vulnerable

ROWS = 5_000
"""A row group: what is held in memory at once."""
TEXTS = (
    "ip_str", "transport", "org", "isp", "asn", "os", "product", "version", "info", "data", "realm", "scan",
    "service", "id",
)  # fmt: skip
LISTS = ("hostnames", "domains", "tags", "cpe23")
NUMBERS = ("port", "hash")
TIMES = ("timestamp", "first_seen")
GONE = "gone_since"
TEXTS_WITHIN = {
    "country": "location.country_code", "module": "_shodan.module", "city": "location.city",
    "cloud_provider": "cloud.provider", "cloud_region": "cloud.region", "cloud_service": "cloud.service",
    "http_title": "http.title", "http_server": "http.server", "ssl_subject_cn": "ssl.cert.subject.CN",
    "ssl_issuer_cn": "ssl.cert.issuer.CN", "ssl_fingerprint": "ssl.cert.fingerprint.sha256",
    "ssl_jarm": "ssl.jarm", "verdict": "examined.verdict", "unexamined": "examined.unexamined",
    "evidence": "examined.evidence",
}  # fmt: skip
"""Columns out of the objects of a line, at their dotted names."""
NUMBERS_WITHIN = {"http_status": "http.status", "http_favicon_hash": "http.favicon.hash"}
TIMES_WITHIN = {"ssl_issued": "ssl.cert.issued", "ssl_expires": "ssl.cert.expires"}
_CERTIFICATE_TIME = re.compile(r"\d{14}Z", re.ASCII)


def write(lines: Iterable[Mapping[str, Json]]) -> Iterator[bytes]:
    """Row groups of 5,000, compressed with zstd; times are microseconds in UTC, what is not known is null."""
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema(
        [(name, pyarrow.string()) for name in (*TEXTS, *TEXTS_WITHIN)]
        + [(name, pyarrow.int64()) for name in (*NUMBERS, *NUMBERS_WITHIN)]
        + [(name, pyarrow.timestamp("us", tz="UTC")) for name in (*TIMES, *TIMES_WITHIN, GONE)]
        + [(name, pyarrow.list_(pyarrow.string())) for name in (*LISTS, "vulns")]
        + [("json", pyarrow.string())]
    )
    out, left = _Pieces(), iter(lines)
    with parquet.ParquetWriter(out, schema, compression="zstd") as file:
        while some := [_row(line) for line in islice(left, ROWS)]:
            file.write_table(pyarrow.Table.from_pylist(some, schema=schema))
            yield out.taken()
    yield out.taken()


def _row(line: Mapping[str, Json]) -> dict[str, Any]:
    """What stands within an object may be of any type; where it is not the column's, it is null."""
    return (
        {name: line.get(name) for name in (*TEXTS, *LISTS, *NUMBERS)}
        | {name: _time(line.get(name)) for name in TIMES}
        | {GONE: _time(at(line, "gone.since"))}
        | {name: _text(at(line, path)) for name, path in TEXTS_WITHIN.items()}
        | {name: _number(at(line, path)) for name, path in NUMBERS_WITHIN.items()}
        | {name: _certificate_time(at(line, path)) for name, path in TIMES_WITHIN.items()}
        | {"vulns": vulnerable(line.get("vulns")), "json": msgspec.json.encode(line).decode()}
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Json) -> int | None:
    return value if type(value) is int and value in INT64 else None


def _time(text: Json) -> datetime | None:
    """Shodan's times carry no zone and are UTC."""
    if not isinstance(text, str):
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _certificate_time(text: Json) -> datetime | None:
    """As certificates have it, `20330101000000Z`."""
    if not isinstance(text, str) or not _CERTIFICATE_TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    except ValueError:
        return None


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
