"""RustScan's greppable output (`-g`), and its lines `Open ADDRESS:PORT`: open ports.

It writes no time. Source: RustScan's own output.
"""

from __future__ import annotations

import re

from leftopen.formats import import_address, json_line
from leftopen.formats.json_keys import first_line
from leftopen.formats.json_line import Unread
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "rustscan"
HOST = re.compile(rb"\[?([0-9A-Fa-f:.]{2,45}?)\]? -> \[([\d, ]{0,1000000})\]")
PORT = re.compile(rb"Open \[?([0-9A-Fa-f:.]{2,45}?)\]?:(\d{1,5})")


def recognises(head: bytes) -> bool:
    return _parts(first_line(head)) is not None


def _parts(line: bytes) -> tuple[bytes, bytes] | None:
    """The address, and its ports with commas between them."""
    found = HOST.fullmatch(line.strip()) or PORT.fullmatch(line.strip())
    return None if found is None else (found[1], found[2])


def read(line: bytes) -> Found:
    if not line.strip():
        return ()
    parts = _parts(line)
    if parts is None:
        return (BadLine("not a line of RustScan's greppable output"),)
    return [_port(parts[0].decode(), number.strip().decode()) for number in parts[1].split(b",")]


def _port(address: str, number: str) -> Imported | BadLine:
    try:
        return Imported(
            address=import_address.read(address),
            port=json_line.port(number),
            timestamp=None,
            seen_by=SEEN_BY,
        )
    except Unread as why:
        return BadLine(str(why))


reader = ImportReader(
    title="RustScan greppable output",
    gives="open ports; no times, no service data",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
)
