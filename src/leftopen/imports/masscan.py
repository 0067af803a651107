"""masscan's JSON (`-oJ`), XML (`-oX`) and list (`-oL`): open ports and, with `--banners`, what they said.

masscan writes each thing that it learns of a port as a record of its own (the banner, the page's title, the
certificate); the records of one port in a file are one answer. JSON is one array whose objects stand on
lines of their own with commas between them; versions differ in where the comma is, and a scan that was killed
leaves the array open, so each line is read by itself. A list's line is `open tcp 80 192.0.2.1 1676196672`, or
`banner` and the protocol and the text after it, its end `# end`. Times are seconds since 1970. Sources:
masscan's own writers (out-json, out-text, out-xml) and its names of banners (masscan-app).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from msgspec.structs import replace

from leftopen.formats import certificate, import_address, json_line, nmap_xml, same_endpoint
from leftopen.formats.banner import text as decoded_text
from leftopen.formats.json_line import Unread, table, text
from leftopen.formats.numbered_lines import GONE, NO_END, number_lines, split
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "masscan"
ONCE = (b'"ip"', b'"ports"', b'"timestamp"')
# A byte in the text of a list's or of XML's banner.
ESCAPED = re.compile(rb"\\x([0-9a-fA-F]{2})")
# Its protocols that have no ports.
PORTLESS = frozenset(("icmp", "arp", "oproto"))
ENDPOINT = re.compile(
    rb'"ip":\s{0,4}"([^"]{2,45})".{0,80}?"port":\s{0,4}(\d{1,5}),\s{0,4}"proto":\s{0,4}"(\w{3,4})"'
    rb'|"addr":\s?"([^"]{2,45})".{0,2000}?"portid":\s?"(\d{1,5})"'
    rb"|(?:open|banner) (\w{3,4} \d{1,5} \S{2,45}) "
)
LISTED = re.compile(rb"(?:open|banner|closed) \w{3,6} \d+ \S+ \d+")
OBJECT = re.compile(rb'\{\s{0,8}"ip":\s{0,4}"[^"]{2,45}",\s{0,8}"timestamp":\s{0,4}"\d+",\s{0,8}"ports":')
CIPHER = re.compile(r"(?:TLS|SSL)/([\d.]{1,4}) cipher:(0x[0-9a-fA-F]{1,4})")
NAME = re.compile(r"(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,30}")


def recognises(head: bytes) -> bool:
    first = head.lstrip(b" \t\r\n,[")
    if first.startswith(b"<"):
        return b"<nmaprun" in head and b'scanner="masscan"' in head
    return first.startswith(b"#masscan") or bool(LISTED.match(first) or OBJECT.match(first))


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The records of one port in one line. XML becomes lines; every other form has them already. Where an end
    is missing one more line says so."""
    waiting = iter(blocks)
    first = next(waiting, b"")
    whole = chain([first], waiting)
    if first.lstrip().startswith(b"<"):
        yield from same_endpoint.grouped(nmap_xml.hosts(whole), _endpoint)
        return
    ends = _Ends()
    yield from same_endpoint.grouped(ends.watched(whole), _endpoint)
    if ends.missing():
        yield nmap_xml.rejected_line(ends.number, NO_END)


@dataclass(slots=True)
class _Ends:
    """The number of the last line, and the first and last lines that are not empty."""

    number: int = 0
    opening: bytes = b""
    last: bytes = b""

    def watched(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for self.number, line in split(blocks):
            yield number_lines(self.number, GONE if line is None else line)
            stated = (line or b"").strip()
            self.opening, self.last = self.opening or stated, stated or self.last

    def missing(self) -> bool:
        if self.opening.startswith(b"["):
            return not self.last.endswith((b"]", b"{finished: 1}"))
        return self.opening.startswith(b"#masscan") and self.last != b"# end"


def _endpoint(line: bytes) -> bytes:
    found = ENDPOINT.search(line)
    return b" ".join(filter(None, found.groups())) if found else b""


def read(line: bytes) -> Found:
    answers: list[Imported | BadLine] = []
    for piece in same_endpoint.pieces(line):
        try:
            answers += _record(piece.strip(b" \t\r\n,[]"))
        except Unread as why:
            answers.append(BadLine(str(why)))
    found = same_endpoint.joined(sorted(answers, key=_rank))
    return [replace(one, module="https") if _is_https(one) else one for one in found]


def _is_https(one: Imported | BadLine) -> bool:
    return isinstance(one, Imported) and one.tls and one.module == "http"


def _rank(answer: Imported | BadLine) -> tuple[bool, bool, float]:
    """What the protocol itself said comes first, and of equals the newest."""
    if isinstance(answer, BadLine):
        return (True, True, 0.0)
    at = answer.timestamp.timestamp() if answer.timestamp else 0.0
    return (not answer.data, answer.module == "tls", -at)


def _record(bare: bytes) -> Found:
    if not bare or bare.startswith((b"#", b"{finished")):
        return ()
    if nmap_xml.is_host(bare):
        host = nmap_xml.open_host(bare)
        return [] if host is None else _ports(host.address, host.at, host.ports, _bytes_of_text)
    if bare.startswith(b"{"):
        found = json_line.read(bare, ONCE)
        ports = found.get("ports")
        if not isinstance(ports, list):
            raise Unread("no ports")
        address, at = import_address.read(found.get("ip")), json_line.moment(found.get("timestamp"))
        return _ports(address, at, [table(port) for port in ports], _bytes_of_characters)
    return _listed(bare)


def _ports(
    address: Address, at: datetime | None, ports: list[dict[str, Json]], raw: Callable[[str], bytes]
) -> list[Imported | BadLine]:
    """A bad port is rejected by itself: the record's other ports are kept."""
    found: list[Imported | BadLine] = []
    for port in ports:
        service, protocol = table(port, "service"), port.get("proto") or port.get("protocol")
        state = port.get("status") or text(table(port, "state"), "state")
        if protocol in PORTLESS or (not service and state != "open"):
            continue
        number = port.get("portid", port.get("port"))
        try:
            found.append(
                _answer(address, at, number, protocol, text(service, "name"), raw(text(service, "banner")))
            )
        except Unread as why:
            found.append(BadLine(str(why)))
    return found


def _bytes_of_text(banner: str) -> bytes:
    r"""Lists and XML write other bytes as `\x0d`."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), banner.encode())


def _bytes_of_characters(banner: str) -> bytes:
    """JSON has one character for each byte."""
    try:
        return banner.encode("latin-1")
    except UnicodeEncodeError:
        return banner.encode("utf-8", "replace")


def _listed(bare: bytes) -> Found:
    words = bare.split(b" ", 6)
    if len(words) < 5 or words[0] not in (b"open", b"banner", b"closed"):
        raise Unread("not a line of masscan's list output")
    kind, proto, port, address, at, *stated = (word.decode("utf-8", "replace") for word in words)
    if kind == "closed" or proto in PORTLESS:
        return ()
    name, banner = (*stated, "", "")[:2]
    where = import_address.read(address)
    return [_answer(where, json_line.moment(at), port, proto, name, _bytes_of_text(banner))]


def _answer(
    address: Address, at: datetime | None, port: Json, transport: Json, name: str, banner: bytes
) -> Imported:
    stated, encoding = decoded_text(banner)
    bare = Imported(
        address=address,
        port=json_line.port(port),
        transport=json_line.transport(transport),
        timestamp=at,
        seen_by=SEEN_BY,
        decoded=bool(banner),
    )
    if name in PARTS:
        return replace(bare, **PARTS[name](banner, stated))
    return replace(bare, module=name[:64] or "unknown", data=stated, data_encoding=encoding)


def _page(name: str) -> Callable[[bytes, str], dict[str, Any]]:
    def part(_: bytes, stated: str) -> dict[str, Any]:
        return {"module": "http", "blocks": {"http": {name: stated}} if stated else {}}

    return part


def _handshake(_: bytes, stated: str) -> dict[str, Any]:
    """`TLS/1.2 cipher:0xc02f, www.example.org`: version, cipher, and the names in the certificate."""
    found, names = CIPHER.match(stated), stated.lower().split(", ")[1:]
    block: dict[str, Json] = {"versions": [f"TLSv{found[1]}"], "cipher": {"name": found[2]}} if found else {}
    return {
        "module": "tls",
        "tls": True,
        "data": stated,
        "blocks": {"ssl": block} if block else {},
        "hostnames": tuple(name.removeprefix("*.") for name in names if NAME.fullmatch(name)),
    }


def _certificate(banner: bytes, _: str) -> dict[str, Any]:
    try:
        der = base64.b64decode(banner, validate=True)
    except binascii.Error:
        raise Unread("the certificate is not valid base64") from None
    return {
        "module": "tls",
        "tls": True,
        "identity": certificate.identity(der),
        "hostnames": certificate.names(der),
        "blocks": {"ssl": {"cert": certificate.block(der)}},
    }


def _authority(_: bytes, __: str) -> dict[str, Any]:
    return {"module": "tls", "tls": True}


PARTS: Mapping[str, Callable[[bytes, str], dict[str, Any]]] = {
    "title": _page("title"),
    "html": _page("html"),
    "http.server": _page("server"),
    "ssl": _handshake,
    "X509": _certificate,
    "X509CA": _authority,
}
"""What each record says that is not the text of a protocol."""

reader = ImportReader(
    title="masscan JSON, XML or list",
    gives="open ports; with --banners text, title, server and certificate of a port in one observation",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
    made=nmap_xml.HOST,
)
