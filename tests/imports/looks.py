"""Reading lines with one reader, and what must hold of every reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from hypothesis import strategies as st

from leftopen.model.import_reader import BadLine, Imported, ImportReader

# Any bytes, and bytes that look a little like what is read.
PIECES = st.sampled_from(
    [
        b'{"ip_str":"192.0.2.1"', b'"port":80', b'"ports":[{"port":80,"status":"open"}]',
        b'"data":{"http":',
        b'"data":"x"', b'"timestamp":"2026-03-01T04:05:06"', b'"timestamp":"1772337906"',
        b'"_shodan":{}',
        b'{"ip":"192.0.2.1"', b'"url":"http://a/"', b'"status":"success"', b'"result":{}',
        b"}", b"]", b"{", b",",
        b"[", b"open tcp 80 192.0.2.1 1772337906", b"banner",
        b"saddr,sport\n", b"192.0.2.1,80\n",
        b"12 ",
        b"<nmaprun start='1'>", b"<host><address addr='192.0.2.1'/>", b"<ports><port portid='80'>",
        b"</port>",
        b"<state state='open'/>", b"</ports></host>", b"</nmaprun>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"&a;",
        b'{"nmap_host":', b"\n", b'"location":{"latitude":1e999}', b'"hostnames":[1,null,"a"]',
        b"\\ud800", b'"',
    ]
)  # fmt: skip
ANY = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=14).map(b"".join))


def answers(reader: ImportReader, line: bytes) -> list[Imported]:
    """All of it, which must be answers."""
    found = list(reader.read(line))
    assert all(isinstance(one, Imported) for one in found), found
    return [one for one in found if isinstance(one, Imported)]


def one(reader: ImportReader, line: bytes) -> Imported:
    [found] = answers(reader, line)
    return found


def reason(reader: ImportReader, line: bytes) -> str:
    [found] = reader.read(line)
    assert isinstance(found, BadLine), found
    return found.reason


def all_of(reader: ImportReader, blocks: Iterable[bytes]) -> list[Imported | BadLine]:
    """A whole document, by way of `lines` where the reader has it."""
    lines = reader.lines(blocks) if reader.lines else b"".join(blocks).split(b"\n")
    return [found for line in lines for found in reader.read(line)]


def bears_anything(reader: ImportReader, raw: bytes) -> None:
    """Never raises; what it gives has the types that it promises."""
    reader.recognises(raw)
    for found in [*reader.read(raw), *all_of(reader, [raw[:7], raw[7:]])]:
        if isinstance(found, BadLine):
            assert found.reason
            continue
        assert 0 <= found.port <= 65535
        assert found.transport in ("tcp", "udp")
        assert found.timestamp is None or found.timestamp.tzinfo is UTC
        assert all(isinstance(name, str) for name in (*found.hostnames, *found.cpe, *found.tags, found.data))


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]
