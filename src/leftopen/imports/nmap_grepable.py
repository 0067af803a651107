"""Nmap's greppable output (`-oG`, `.gnmap`): open ports, and the service where Nmap was asked for versions.

A host's ports stand in one line: `22/open/tcp//ssh//OpenSSH 9.6/`, in which Nmap writes `|` for a slash. The
file has one time, that of its first line, in the zone of the machine that scanned. Without `-sV` or `-A` the
name of a service is only the usual one of its port. Source: the book's chapter on greppable output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from leftopen.formats import import_address, json_line
from leftopen.formats.json_line import Unread
from leftopen.formats.numbered_lines import GONE, NO_END, number_lines, split
from leftopen.model.field_group import NOTHING, VERSION_SCAN
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "nmap"
BEGIN = re.compile(rb"# Nmap [^\n]{0,40}scan initiated (.{1,60}?) as: ([^\n]*)")
DONE = b"# Nmap done at "
HOST = re.compile(rb"(?:\d+ )?Host: (\S{1,45}) \(([^)\s]{0,253})\)\t([^\x1e]*)\x1e([^\x1e]*)\x1e(\w+)")
PORT = re.compile(r"(?:^|, )([^/,]{0,9})/open/([^/]{0,9})/[^/]*/([^/]*)/[^/]*/([^/]*)/")
# Product, version and remark, as `-sV` writes them one after the other.
WORD = r"(?!v?\d|\()\S{1,400}"
VERSION = re.compile(
    rf"(?P<product>{WORD}(?: {WORD}){{0,10}})?(?: ?(?<!\S)(?P<version>v?\d[^(]{{0,100}}?))?"
    r"(?: ?\((?P<info>.{0,200})\))?"
)
LONGEST = 400
# Whether services were asked for their version stands behind each line of a host, with the file's time.
ASKED, GUESSED = b"asked", b"guessed"
SEPARATOR = b"\x1e"


def recognises(head: bytes) -> bool:
    """The normal output begins with the same line."""
    first, _, rest = head.lstrip().partition(b"\n")
    begin = BEGIN.match(first)
    return begin is not None and (
        b" -oG " in b" " + begin[2] or b"\tStatus: " in rest or b"\tPorts: " in rest
    )


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of hosts, each with the file's time behind it. Where the last line is missing one
    more says so."""
    began, asked, number, last = b"", GUESSED, 0, b""
    for number, line in split(blocks):
        stated = (GONE if line is None else line).strip()
        last = stated or last
        if begin := BEGIN.match(stated):
            began, asked = _seconds(begin[1]), ASKED if re.search(rb" -(?:sV|A)\b", begin[2]) else GUESSED
        elif stated.startswith(b"Host: ") or stated == GONE:
            yield number_lines(number, stated if stated == GONE else SEPARATOR.join((stated, began, asked)))
    if last and not last.startswith(DONE):
        yield number_lines(number, NO_END.encode())


def _seconds(stated: bytes) -> bytes:
    """Of `Mon Mar  2 04:05:06 2026`, taken as UTC: its zone is not written."""
    try:
        at = datetime.strptime(" ".join(stated.decode("ascii").split()), "%a %b %d %H:%M:%S %Y")  # noqa: DTZ007
    except ValueError:
        return b""
    return at.isoformat().encode()


def read(line: bytes) -> Found:
    host = HOST.fullmatch(line)
    if host is None:
        bare = line.partition(b" ")[2].strip()
        return (BadLine(NO_END if bare == NO_END.encode() else "not a line of a host"),) if bare else ()
    found: list[Imported | BadLine] = []
    for part in host[3].decode("utf-8", "replace").split("\t"):
        if part.startswith("Ports: "):
            found += [_port(host, port) for port in PORT.finditer(part.removeprefix("Ports: "))]
    return found


def _port(host: re.Match[bytes], port: re.Match[str]) -> Imported | BadLine:
    number, transport, service, stated = port.groups()
    asked, inside = host[5] == ASKED, service.startswith("ssl|")
    name = service.removeprefix("ssl|")[:64] if asked and not service.endswith("?") else ""
    version = VERSION.fullmatch(stated[:LONGEST].replace("|", "/").strip()) if asked else None
    try:
        return Imported(
            address=import_address.read(host[1].decode("ascii", "replace")),
            port=json_line.port(number),
            transport=json_line.transport(transport),
            timestamp=json_line.moment(host[4].decode()),
            seen_by=SEEN_BY,
            module=("https" if inside and name == "http" else name) or "unknown",
            tls=inside,
            hostnames=(host[2].decode("utf-8", "replace"),) if host[2] else (),
            sees=VERSION_SCAN if asked else NOTHING,
            product=version["product"] or "" if version else "",
            version=version["version"] or "" if version else "",
            info=version["info"] or "" if version else "",
        )
    except Unread as why:
        return BadLine(str(why))


reader = ImportReader(
    title="Nmap greppable output",
    gives="open ports and names; product and version with -sV; one time for the whole file",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
    made=NO_END.encode(),
)
