"""masscan's JSON (`-oJ`), XML (`-oX`) and list (`-oL`): open ports and, with `--banners`, what they said.

JSON is one array whose objects stand on lines of their own with commas between them; versions differ in where
the comma is, and a scan that was killed leaves the array open, so each line is read by itself. A list's line
is `open tcp 80 192.0.2.1 1676196672`, or `banner` and the protocol and the text after it, its end `# end`.
Times are seconds since 1970. Sources: masscan's own writers (out-json, out-text, out-xml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from leftopen.formats import import_address, json_line, nmap_xml
from leftopen.formats.json_line import Unread, table, text
from leftopen.formats.numbered_lines import GONE, NO_END, numbered, split
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "masscan"
ONCE = (b'"ip"', b'"ports"', b'"timestamp"')
# An escaped byte in the text of a list's banner.
ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")
# Its words for a protocol, where ours differs; what it only collected about one is said by the name itself.
MODULES = {
    "ssl": "tls",
    "title": "http",
    "html": "http",
    "http.server": "http",
    "X509": "tls",
    "X509CA": "tls",
}
NUMBERED = re.compile(rb"(\d+) ")


def recognises(head: bytes) -> bool:
    first = head.lstrip(b" \t\r\n,[")
    if first.startswith(b"#masscan") or re.match(rb"(?:open|banner) (?:tcp|udp) \d+ \S+ \d+", first):
        return True
    if first.startswith(b"<"):
        return b"<nmaprun" in head and b'scanner="masscan"' in head
    return (
        re.match(rb'\{\s{1,8}"ip":\s{1,4}"[^"]{2,45}",\s{1,8}"timestamp":\s{1,4}"\d+",\s?"ports":', first)
        is not None
    )


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """XML becomes lines; every other form has them already, and is passed on with their numbers. Where an end
    is missing one more says so."""
    waiting = iter(blocks)
    first = next(waiting, b"")
    whole = chain([first], waiting)
    if first.lstrip().startswith(b"<"):
        yield from nmap_xml.hosts(whole)
        return
    number, opening, last = 0, b"", b""
    for number, line in split(whole):
        yield numbered(number, GONE if line is None else line)
        stated = (line or b"").strip()
        opening, last = opening or stated, stated or last
    if _lacks_its_end(opening, last):
        yield nmap_xml.rejected_line(number, NO_END)


def _lacks_its_end(opening: bytes, last: bytes) -> bool:
    """By its first and last lines that are not empty."""
    if opening.startswith(b"["):
        return not last.endswith((b"]", b"{finished: 1}"))
    return opening.startswith(b"#masscan") and last != b"# end"


def read(line: bytes) -> Found:
    number = NUMBERED.match(line)
    bare = (line[number.end() :] if number else line).strip(b" \t\r\n,[]")
    if not bare or bare.startswith((b"#", b"{finished")):
        return ()
    try:
        if nmap_xml.is_host(bare):
            return nmap_xml.open_ports(bare, SEEN_BY)
        if bare.startswith(b"{"):
            return _object(json_line.read(bare, ONCE))
        return _listed(bare)
    except Unread as why:
        return (BadLine(str(why)),)


def _object(found: dict[str, Json]) -> Found:
    ports = found.get("ports")
    if not isinstance(ports, list):
        raise Unread("no ports")
    address, at = import_address.read(found.get("ip")), json_line.moment(found.get("timestamp"))
    return [answer for entry in ports if (answer := _answer(address, at, entry)) is not None]


def _answer(address: Address, at: datetime, entry: Json) -> Imported | BadLine | None:
    """A bad port is rejected by itself: the record's other ports are kept."""
    try:
        return _open(address, at, entry)
    except Unread as why:
        return BadLine(str(why))


def _open(address: Address, at: datetime, entry: Json) -> Imported | None:
    port = table(entry)
    service = table(port, "service")
    if not service and port.get("status") != "open":
        return None
    return Imported(
        address=address,
        port=json_line.port(port.get("port")),
        transport=json_line.transport(port.get("proto")),
        timestamp=at,
        seen_by=SEEN_BY,
        module=_module(text(service, "name")),
        data=text(service, "banner"),
    )


def _listed(bare: bytes) -> Found:
    words = bare.split(b" ", 6)
    if len(words) < 5 or words[0] not in (b"open", b"banner", b"closed"):
        raise Unread("not a line of masscan's list output")
    kind, proto, port, address, at = (word.decode("latin-1") for word in words[:5])
    if kind == "closed":
        return ()
    stated = words[6].decode("utf-8", "replace") if len(words) > 6 else ""
    return [
        Imported(
            address=import_address.read(address),
            port=json_line.port(port),
            transport=json_line.transport(proto),
            timestamp=json_line.moment(at),
            seen_by=SEEN_BY,
            module=_module(words[5].decode("latin-1") if len(words) > 5 else ""),
            data=ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), stated),
        )
    ]


def _module(name: str) -> str:
    return MODULES.get(name, name)[:64] or "unknown"


reader = ImportReader(
    title="masscan JSON, XML or list",
    gives="open ports, and banner text if masscan collected it",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
    made=nmap_xml.HOST,
)
