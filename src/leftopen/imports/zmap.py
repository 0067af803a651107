"""ZMap's CSV or JSON lines, or a bare list of addresses: who answered on a port. `--port` names it where no
column does.

With field names in the first line or in each object: `saddr`, `sport`, `timestamp_ts` and `timestamp_us`, or
`timestamp_str`, `success`, `repeat`. Without them a line is one address (ZMap's default output), or
`address:port`, of IPv6 `[address]:port`. A line that says it was no success, or a repeat of one before, is
passed over. Source: ZMap's documentation of its output fields.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

import msgspec

from leftopen.formats import import_address, json_line
from leftopen.formats.json_keys import top_names
from leftopen.formats.json_line import Unread
from leftopen.formats.numbered_lines import GONE, number_lines, split
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "zmap"
COLUMNS = (
    "saddr",
    "sport",
    "success",
    "repeat",
    "timestamp_ts",
    "timestamp_us",
    "timestamp_str",
    "timestamp",
)
ADDRESS = re.compile(
    rb"(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*|\[[0-9A-Fa-f:.]+\]:\d{1,5}"
)
# IPv6 in brackets, because its own last group might be the port.
PLACE = re.compile(r"(?:([0-9.]+)|\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\]):(\d{1,5})", re.ASCII)
NO = frozenset(("0", "false", "False"))
LONGEST = 65536
# Stands for a row that has no such columns.
UNREAD = b"{}"


def recognises(head: bytes) -> bool:
    first = next(
        (line.strip() for line in head.split(b"\n") if line.strip() and not line.startswith(b"#")), b""
    )
    first = first[:LONGEST]
    return b"saddr" in _names(first) or b"saddr" in top_names(first) or ADDRESS.fullmatch(first) is not None


def _names(line: bytes) -> list[bytes]:
    """Of a table's first line, in which names may stand in quotes."""
    return [name.strip(b' "\r') for name in line.strip().split(b",")]


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Rows of a table with field names become objects; other lines are passed on."""
    names: list[str] | None = None
    for number, line in split(blocks):
        if line is None or len(line) > LONGEST:
            yield number_lines(number, GONE)
        elif names is None and b"saddr" in _names(line):
            names = [name.decode("latin-1") for name in _names(line)]
        elif names is None:
            yield number_lines(number, line)
        else:
            yield number_lines(number, _row(line, names))


def _row(line: bytes, names: list[str]) -> bytes:
    try:
        cells = next(csv.reader([line.decode("latin-1").strip()], strict=True), [])
    except csv.Error:
        return UNREAD
    if len(cells) != len(names):
        return UNREAD if cells else b""
    return msgspec.json.encode(
        {name: cell for name, cell in zip(names, cells, strict=True) if name in COLUMNS}
    )


def read(line: bytes) -> Found:
    bare = line.partition(b" ")[2].strip()
    if not bare or bare.startswith(b"#"):
        return ()
    try:
        return _answer(json_line.read(bare)) if bare.startswith(b"{") else _listed(bare.decode("latin-1"))
    except Unread as why:
        return (BadLine(str(why)),)


def _answer(row: dict[str, Json]) -> Found:
    if str(row.get("success")) in NO or str(row.get("repeat", "0")) not in NO:
        return ()
    at = row.get("timestamp_ts") or row.get("timestamp_str") or row.get("timestamp")
    part = str(row.get("timestamp_us") or "")
    if row.get("timestamp_ts") not in (None, "", "0") and part.isascii() and part.isdecimal():
        at = f"{at}.{part[:6]:0>6}"
    return (
        Imported(
            address=import_address.read(row.get("saddr")),
            port=json_line.port(row["sport"]) if row.get("sport") else 0,
            timestamp=json_line.moment(at),
            seen_by=SEEN_BY,
        ),
    )


def _listed(bare: str) -> Found:
    try:
        return (Imported(address=import_address.read(bare), port=0, timestamp=None, seen_by=SEEN_BY),)
    except Unread:
        named = PLACE.fullmatch(bare)
        if named is None:
            raise
    address, port = import_address.read(named[1] or named[2]), json_line.port(named[3])
    return (Imported(address=address, port=port, timestamp=None, seen_by=SEEN_BY),)


reader = ImportReader(
    title="ZMap CSV or JSON lines, or a list of addresses",
    gives="responding addresses, ports and times; no service data",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
    made=b"{",
)
