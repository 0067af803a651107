"""Reads Nmap's XML, which masscan writes too: each `<host>` becomes one JSON line, in a stream. The elements
of a script's output become `trees`: tables are objects, or lists where they have no keys.

XML attacks have no effect: a document type may be named but declare nothing, an entity ends the reading,
nothing is fetched, depth and length are bounded. What came before is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import msgspec

from leftopen.formats import import_address, json_line
from leftopen.formats.json_line import Unread, table, text
from leftopen.formats.numbered_lines import LONGEST, NO_END, number_lines
from leftopen.model.address import Address
from leftopen.model.facts import Json

# A declaration that a comment stands before: XML forbids it, and some tools write it.
LATE_DECLARATION = re.compile(rb"(\s*(?:<!--.{0,4000}?-->\s*){1,8})(<\?xml[^>]{0,200}\?>)", re.DOTALL)
HOST = b'{"nmap_host":'
DEEPEST = 32
MOST_PORTS = 65536 * 2


class _Abused(Exception):
    """Something that no scan report contains."""


def is_host(line: bytes) -> bool:
    return line.startswith(HOST)


def rejected_line(number: int, why: str) -> bytes:
    """A line that `open_host` rejects with the reason."""
    return number_lines(number, HOST + msgspec.json.encode({"bad": why}) + b"}")


def hosts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """`b'12 {"nmap_host": {…}}'` for each host, 12 the line where it begins. A read error becomes one last
    line that `open_host` rejects with the reason. Never raises."""
    walk = _Walk()
    try:
        for number, block in enumerate(blocks):
            walk.feed(block if number else _declared_at_start(block), last=False)
            yield from walk.taken()
        walk.feed(b"", last=True)
    except _Abused as why:
        yield from walk.taken()
        yield walk.bad(str(why))
    # LookupError: a declared encoding that nobody knows.
    except (ExpatError, ValueError, LookupError):
        walk.end_cut_host()
        yield from walk.taken()
        yield walk.bad(NO_END if walk.begun else "not valid XML")


def _declared_at_start(block: bytes) -> bytes:
    """Blanks out a declaration that comes too late."""
    found = LATE_DECLARATION.match(block)
    return block if found is None else found[1] + b" " * len(found[2]) + block[found.end() :]


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
        self._began = self._key = ""
        self._tree: list[tuple[str, dict[str, Any]]] = []
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
                "started": self._began, **attributes, "addresses": [], "names": [], "ports": [], "os": "",
                "scripts": {}, "trees": {},
            }  # fmt: skip
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
            ports.append({**attributes, "state": {}, "service": {}, "scripts": {}, "trees": {}, "cpe": []})
        elif ports and name in ("state", "service"):
            ports[-1][name] = attributes
        elif name == "script" and "id" in attributes:
            of = ports[-1] if ports else host
            of["scripts"].setdefault(attributes["id"], attributes.get("output", ""))
            self._tree = [(attributes["id"], {})]
        elif self._tree and name == "table":
            self._tree.append((attributes.get("key", ""), {}))
        elif name in ("cpe", "elem"):
            self._text = []
            self._key = attributes.get("key", "")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._host is None:
            return
        ports = self._host["ports"]
        if name == "cpe" and ports:
            ports[-1]["cpe"].append("".join(self._text)[:256])
        elif name in ("elem", "table", "script"):
            self._end_of_tree(name, ports[-1] if ports else self._host)
        elif name == "port" and ports:
            ports[-1]["whole"] = True
        elif name == "host":
            self._ready.append(number_lines(self._line, HOST + msgspec.json.encode(self._host) + b"}"))
            self._host, self._since = None, 0
        elif name == "ports":
            # What follows its ports (traces, scripts of the host) belongs to no port.
            self._host["done"] = [*self._host.get("done", ()), *ports]
            self._host["ports"] = []

    def _end_of_tree(self, name: str, of: dict[str, Any]) -> None:
        """An element, or a table of them, goes into the table around it: under its key, else into a list."""
        if not self._tree:
            return
        if name == "elem":
            _put(self._tree[-1][1], self._key, "".join(self._text))
            return
        key, made = self._tree.pop()
        value = made[""] if made.keys() == {""} else made
        if self._tree:
            _put(self._tree[-1][1], key, value)
        elif value:
            of["trees"].setdefault(key, value)

    def end_cut_host(self) -> None:
        """The ports of a host that the file ends in, as far as they are whole."""
        if self._host is not None:
            whole = [port for port in self._host["ports"] if "whole" in port]
            self._host["ports"] = whole
            self._end("ports")
            self._end("host")

    def _said(self, characters: str) -> None:
        if len(self._text) < 16:
            self._text.append(characters)


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    if key:
        table.setdefault(key, value)
    else:
        table.setdefault("", []).append(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHost:
    """A host with its open ports; `said` is all that the file says of it."""

    address: Address
    at: datetime | None
    ports: list[dict[str, Json]]
    said: dict[str, Json]


def open_host(line: bytes) -> OpenHost | None:
    """What one line of `hosts` says; None for a host without open ports. Raises Unread where the host
    can't be read."""
    host = table(json_line.read(line), "nmap_host")
    if "bad" in host:
        raise Unread(text(host, "bad"))
    done = host.get("done")
    ports = [entry for entry in done if isinstance(entry, dict)] if isinstance(done, list) else []
    found = [port for port in ports if text(table(port, "state"), "state") == "open"]
    if not found:
        return None
    address, at = import_address.read(_address(host.get("addresses"))), json_line.moment(_when(host))
    return OpenHost(address=address, at=at, ports=found, said=host)


def _when(host: dict[str, Json]) -> Json:
    return host.get("endtime") or host.get("starttime") or host.get("started")


def _address(attributes: Json) -> Json:
    """The first IP address; a hardware address belongs to the local network."""
    for one in attributes if isinstance(attributes, list) else []:
        if isinstance(one, dict) and text(one, "addrtype") != "mac":
            return one.get("addr")
    return None
