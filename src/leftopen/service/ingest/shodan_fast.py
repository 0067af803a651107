"""The fast path for Shodan: converts ordinary lines straight to rows. It takes lines in which the scan of the
whole chunk found nothing to mask, and gives the same rows as the reader.

Most lines of a big file take this path. It builds no intermediate records, builds columns for all lines
together, and reads protocol fields only for their columns: their text is stored as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from socket import AF_INET, inet_pton
from typing import Any

import msgspec

from leftopen.contents.masking import DEPTH
from leftopen.formats import banner as text_of
from leftopen.formats.import_time import EARLIEST, LATEST
from leftopen.formats.leftopen_line import NAME
from leftopen.formats.shodan_banner import BLOCKS, About, Banner, Lines, Options
from leftopen.imports import shodan
from leftopen.model.address import MAPPED, Address
from leftopen.model.field_group import EVERYTHING
from leftopen.model.identity import Digests
from leftopen.pipeline.normalise import ImportContext, deep
from leftopen.present.domains import domains
from leftopen.service.ingest import shodan_locations
from leftopen.service.ingest.convert import FastPathResult
from leftopen.service.ingest.shodan_columns import Block, Columns
from leftopen.service.ingest.shodan_locations import Claims
from leftopen.store.observations import arrow
from leftopen.store.observations.arrow import ConstantColumn
from leftopen.wire.http.redact import without_secrets

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (the file's times are UTC and don't say so)
MICROSECOND = datetime.resolution
SHORT, LOOPBACK = 64, 127
OWN = (
    "id", "service", "address", "timestamp", "port", "name", "vantage", "module", "product", "version",
    "info", "os", "tls", "hostnames", "cpe", "tags", "domains", "data", "hash", "blocks", "sources",
)  # fmt: skip
"""The fields that `_own` gives."""
Row = tuple[Any, ...]
COOKIE = b"set-cookie"
OURS = f'"{NAME}"'.encode()
_decode = msgspec.json.Decoder().decode
_NOBODY, _NOTHING = About(), Options()


def fast_path(making: ImportContext) -> Callable[[Sequence[bytes]], FastPathResult]:
    """Takes ASCII lines that hold nothing to mask and no character escapes, and each name in
    `shodan_banner.ONCE` once."""
    digests, claims = Digests(making.realm), Claims()
    latest = making.latest.replace(tzinfo=None)
    same = {
        "duration": ConstantColumn(0.0), "realm": ConstantColumn(making.realm),
        "transport": ConstantColumn("tcp"), "place": ConstantColumn(making.place.value),
        "scan": ConstantColumn(making.scan), "data_encoding": ConstantColumn("utf-8"),
        "sees": ConstantColumn(int(EVERYTHING)),
    }  # fmt: skip
    readers: list[Lines] = []

    def row(found: tuple[Banner, list[Block]], columns: Columns) -> tuple[Row, Row] | None:
        b, blocks = found
        at, packed, kept = _moment(b.timestamp, latest), _packed(b.ip_str), _joined(blocks)
        if at is None or packed is None or not _usual(b) or _only_read(kept, blocks):
            return None
        try:
            place, sources = claims.of(b, making.lookup(Address(packed=packed)))
            own = _own(b, packed, (at - EPOCH) // MICROSECOND, digests, _has(blocks, "ssl"))
            columns.add(blocks)
        except (msgspec.MsgspecError, ValueError):
            return None
        return (*own, kept, sources), place

    def rows(lines: Sequence[bytes]) -> FastPathResult:
        if not lines:
            return FastPathResult(b"", 0, [])
        if not readers:
            readers.append(Lines(lines))
        read, columns, left = readers[0].read, Columns(), []
        made: list[Row] = []
        places: list[Row] = []
        for at, line in enumerate(lines):
            found = read(line)
            one = row(found, columns) if found is not None else None
            if one is None:
                left.append(at)
            else:
                made.append(one[0])
                places.append(one[1])
        if not made:
            return FastPathResult(b"", 0, left)
        table = arrow.table({**same, **_columns(made, places), **columns.made()}, len(made))
        return FastPathResult(table, len(made), left)

    return rows


def _columns(made: list[Row], places: list[Row]) -> dict[str, Any]:
    own = zip(OWN, zip(*made, strict=True), strict=True)
    where = zip(shodan_locations.COLUMNS, zip(*places, strict=True), strict=True)
    return {**dict(own), **dict(where)}


def _own(b: Banner, packed: bytes, microseconds: int, digests: Digests, tls: bool) -> Row:
    """The values of `OWN`, without the last two."""
    about, raw, given, hostnames = b.about or _NOBODY, b.data, b.hash, _texts(b.hostnames)
    data = without_secrets(raw)
    name = _name((about.options or _NOTHING).hostname)
    site = digests.site(packed, b.port, name)
    return (
        digests.observation(site, microseconds, data)[::-1], site[::-1], packed, microseconds, b.port,
        name, f"shodan:{about.crawler or ''}", about.module or "unknown", b.product or "", b.version or "",
        b.info or "", b.os or "", tls, hostnames, _texts(b.cpe) + _texts(b.cpe23), _texts(b.tags),
        domains(hostnames), data,
        given if given is not None and given in shodan.INT32 else text_of.text_hash(raw),
    )  # fmt: skip


def _usual(b: Banner) -> bool:
    about = b.about or _NOBODY
    short = len(about.crawler or "") <= SHORT >= len(about.module or "")
    return b.transport == "tcp" and 0 < b.port < 65536 and short


def _moment(stated: str, latest: datetime) -> datetime | None:
    """A time in the usual notation without a zone; None for others."""
    if stated[4:8:3] != "--" or stated[10:11] != "T":
        return None
    try:
        at = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return at if at.tzinfo is None and EARLIEST <= at.year <= LATEST and at <= latest else None


def _packed(stated: str) -> bytes | None:
    """An IPv4 address; None for loopback too, whose realm is another one."""
    try:
        four = inet_pton(AF_INET, stated)
    except (OSError, ValueError):
        return None
    return None if four[0] == LOOPBACK else MAPPED + four


def _name(asked: str | None) -> str:
    """The requested host name, read as in `imports.shodan`."""
    name = asked.rstrip(".").lower() if asked else ""
    return name if len(name) <= 253 else ""


def _texts(stated: Sequence[str] | None) -> tuple[str, ...]:
    if not stated:
        return ()
    return tuple(stated) if len(stated) == 1 and stated[0] else tuple(dict.fromkeys(filter(None, stated)))


def _only_read(kept: bytes, blocks: Sequence[Block]) -> bool:
    """Must the reader look into it? A line of our own API has fields of ours inside, a redirect may have
    its cookie."""
    return OURS in kept or COOKIE in kept.lower() or _deep(kept, blocks)


def _deep(kept: bytes, blocks: Sequence[Block]) -> bool:
    """Is it nested so deep that masking would cut it off?"""
    if kept.count(b"{") + kept.count(b"[") < DEPTH:
        return False
    return deep({name: _decode(block) for name, block in blocks}, DEPTH)


def _has(blocks: Sequence[Block], wanted: str) -> bool:
    return any(name == wanted for name, _ in blocks)


def _joined(blocks: Sequence[Block]) -> bytes:
    """Joins them to one JSON object."""
    parts: list[Any] = []
    for name, block in blocks:
        parts += (_BEFORE[name], block)
    if not parts:
        return b"{}"
    parts[0] = b"{" + parts[0][1:]
    return b"".join((*parts, b"}"))


_BEFORE = {name: f',"{name}":'.encode() for name in BLOCKS}
