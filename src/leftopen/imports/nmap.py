"""Nmap's XML (`-oX`): every port it found open, the service it recognised, and what its scripts said.

Ports that are `closed`, `filtered` or `open|filtered` are no answers and are passed over. A script's output
stays under its own name in `scripts`; page title and server name go where a search looks for them as well.
Source: nmap.dtd and the book's chapter on XML output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leftopen.formats import nmap_xml
from leftopen.formats.json_line import Unread
from leftopen.model.import_reader import BadLine, Found, ImportReader
from leftopen.model.vantage import Place

SEEN_BY = "nmap"


def recognises(head: bytes) -> bool:
    return head.lstrip().startswith(b"<") and b"<nmaprun" in head and b'scanner="masscan"' not in head


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    return nmap_xml.hosts(blocks)


def read(line: bytes) -> Found:
    bare = line.partition(b" ")[2].strip()
    if not bare:
        return ()
    try:
        return nmap_xml.open_ports(bare, SEEN_BY)
    except Unread as why:
        return (BadLine(str(why)),)


reader = ImportReader(
    title="Nmap XML",
    gives="open ports, product and version, CPE, names, operating system, the output of scripts",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
    made=nmap_xml.HOST,
)
