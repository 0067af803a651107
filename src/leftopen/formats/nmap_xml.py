"""Reads Nmap's XML, which masscan writes too: each `<host>` becomes one JSON line, in a stream.

XML attacks have no effect: a document type may be named but declare nothing, an entity ends the reading,
nothing is fetched, depth and length are bounded. What came before is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import msgspec

from leftopen.formats import import_address, json_line
from leftopen.formats.json_line import Unread, table, text, texts
from leftopen.formats.numbered_lines import LONGEST, NO_END, numbered
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.import_reader import BadLine, Imported

HOST = b'{"nmap_host":'
DEEPEST = 32
MOST_PORTS = 65536 * 2


class _Abused(Exception):
    """Something that no scan report contains."""


def is_host(line: bytes) -> bool:
    return line.startswith(HOST)


def rejected_line(number: int, why: str) -> bytes:
    """A line that `open_ports` rejects with the reason."""
    return numbered(number, HOST + msgspec.json.encode({"bad": why}) + b"}")


def hosts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """`b'12 {"nmap_host": {…}}'` for each host, 12 the line where it begins. A read error becomes one last
    line that `open_ports` rejects with the reason. Never raises."""
    walk = _Walk()
    try:
        for block in blocks:
            walk.feed(block, last=False)
            yield from walk.taken()
        walk.feed(b"", last=True)
    except _Abused as why:
        yield from walk.taken()
        yield walk.bad(str(why))
    # LookupError: a declared encoding that nobody knows.
    except (ExpatError, ValueError, LookupError):
        yield from walk.taken()
        yield walk.bad(NO_END if walk.begun else "not valid XML")


class _Walk:
    """Collects one host at a time."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._refused
        self._parser.ExternalEntityRefHandler = self._refused
        self._ready: list[bytes] = []
        self._host: dict[str, Any] | None = None
        self._text: list[str] = []
        self._line = 1
        self._depth = self._since = 0
        self._began = ""
        self.begun = False

    def feed(self, block: bytes, *, last: bool) -> None:
        """Raises _Abused, ExpatError."""
        for at in range(0, len(block), 65536):
            some = block[at : at + 65536]
            self._since += len(some)
            if self._since > LONGEST:
                raise _Abused("a host element is too large")
            self._parser.Parse(some, False)
        if last:
            self._parser.Parse(b"", True)

    def taken(self) -> list[bytes]:
        ready, self._ready = self._ready, []
        return ready

    def bad(self, why: str) -> bytes:
        return rejected_line(self._parser.CurrentLineNumber, why)

    def _refused(self, *_: object) -> int:
        raise _Abused("entity declarations are not allowed")

    def _doctype(self, name: str, _system: object, _public: object, inside: int) -> None:
        if inside:
            raise _Abused("document type declarations are not allowed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.begun = True
        if self._depth > DEEPEST:
            raise _Abused("nested too deeply")
        if name == "nmaprun":
            self._began = attributes.get("start", "")
        elif name == "host":
            self._line = self._parser.CurrentLineNumber
            self._host = {
                "started": self._began,
                **attributes,
                "addresses": [],
                "names": [],
                "ports": [],
                "os": "",
            }
        elif self._host is not None:
            self._inside(self._host, name, attributes)

    def _inside(self, host: dict[str, Any], name: str, attributes: dict[str, str]) -> None:
        ports = host["ports"]
        if name == "address":
            host["addresses"].append(attributes)
        elif name == "hostname":
            host["names"].append(attributes.get("name", ""))
        elif name == "osmatch" and not host["os"]:
            host["os"] = attributes.get("name", "")
        elif name == "port" and len(ports) < MOST_PORTS:
            ports.append({**attributes, "state": {}, "service": {}, "scripts": {}, "cpe": []})
        elif ports and name in ("state", "service"):
            ports[-1][name] = attributes
        elif ports and name == "script" and "id" in attributes:
            ports[-1]["scripts"].setdefault(attributes["id"], attributes.get("output", ""))
        elif name == "cpe":
            self._text = []

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._host is None:
            return
        if name == "cpe" and self._host["ports"]:
            self._host["ports"][-1]["cpe"].append("".join(self._text)[:256])
        elif name == "host":
            self._ready.append(numbered(self._line, HOST + msgspec.json.encode(self._host) + b"}"))
            self._host, self._since = None, 0
        elif name == "ports":
            # What follows its ports (traces, scripts of the host) belongs to no port.
            self._host["done"] = [*self._host.get("done", ()), *self._host["ports"]]
            self._host["ports"] = []

    def _said(self, attributes: str) -> None:
        if len(self._text) < 16:
            self._text.append(attributes)


def open_ports(line: bytes, seen_by: str) -> list[Imported | BadLine]:
    """The open ports of one line of `hosts`; an invalid one does not affect the others. Raises Unread where
    the host itself can't be read."""
    host = table(json_line.read(line), "nmap_host")
    if "bad" in host:
        raise Unread(text(host, "bad"))
    done, attributes = host.get("done"), host.get("addresses")
    ports = [entry for entry in done if isinstance(entry, dict)] if isinstance(done, list) else []
    found = [port for port in ports if text(table(port, "state"), "state") == "open"]
    if not found:
        return []
    address, at = import_address.read(_address(attributes)), json_line.moment(_when(host))
    read: list[Imported | BadLine] = []
    for port in found:
        try:
            read.append(_answer(host, port, address, at, seen_by))
        except Unread as why:
            read.append(BadLine(str(why)))
    return read


def _when(host: dict[str, Json]) -> Json:
    return host.get("endtime") or host.get("starttime") or host.get("started")


def _address(attributes: Json) -> Json:
    """The first IP address; a hardware address belongs to the local network."""
    for one in attributes if isinstance(attributes, list) else []:
        if isinstance(one, dict) and text(one, "addrtype") != "mac":
            return one.get("addr")
    return None


def _answer(
    host: dict[str, Json], port: dict[str, Json], address: Address, at: datetime | None, seen_by: str
) -> Imported:
    service, scripts = table(port, "service"), table(port, "scripts")
    inside = text(service, "tunnel") == "ssl"
    # The usual service of a port is no observation.
    name = "" if text(service, "method") == "table" else text(service, "name")[:64]
    blocks: dict[str, Json] = {"scripts": dict(scripts)} if scripts else {}
    page = _page(scripts)
    if page:
        blocks["http"] = page
    return Imported(
        address=address,
        port=json_line.port(port.get("portid")),
        transport=json_line.transport(port.get("protocol")),
        timestamp=at,
        seen_by=seen_by,
        module=("https" if inside and name == "http" else name) or "unknown",
        data=text(service, "banner") or text(scripts, "banner"),
        product=text(service, "product"),
        version=text(service, "version"),
        info=text(service, "extrainfo"),
        os=text(service, "ostype") or text(host, "os"),
        tls=inside,
        hostnames=texts(host, "names"),
        cpe=texts(port, "cpe"),
        blocks=blocks,
    )


def _page(scripts: dict[str, Json]) -> dict[str, Json]:
    title, server = text(scripts, "http-title"), text(scripts, "http-server-header")
    named: dict[str, Json] = {"title": title.partition("\n")[0] or None, "server": server or None}
    return {key: item for key, item in named.items() if item}
