"""Reads the XML of office documents as events, with limits and without entities.

No document type (Office writes none, and it may define entities), nothing outside the file. Depth and
elements are bounded here, bytes by the caller that inflates them. Names come without their namespaces,
because the strict and the transitional form have different ones. Source: ECMA-376.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from leftopen.formats.charset import scrub

DEPTH = 200
ELEMENTS = 400_000
# Large, because the parser rereads an unfinished value with each further piece.
PIECE = 1024 * 1024
BROKEN = (expat.ExpatError, ValueError, LookupError, TypeError, RuntimeError, MemoryError)


class RefusedXml(ValueError):
    """It has a document type, or exceeds a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Names without namespaces, of attributes too. Text comes in any number of pieces."""

    start: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str], None]
    text: Callable[[str], None]


def read_xml(raw: bytes, whole: bool, events: Events) -> bool:
    """Events for as much as can be read; True when that is all of it, if the bytes are `whole`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > DEPTH or elements > ELEMENTS:
            raise RefusedXml("too deep, or too many elements")
        plain = {_local(key): scrub(value) for key, value in attributes.items()} if attributes else attributes
        events.start(_local(name), plain)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        events.end(_local(name))

    def refuse(*declared: object) -> None:
        raise RefusedXml("a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: events.text(scrub(text))
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        for at in range(0, len(raw), PIECE):
            parser.Parse(raw[at : at + PIECE], False)
        if whole:
            parser.Parse(b"", True)
    except BROKEN:
        return False
    return whole


def well_formed(raw: bytes) -> bool:
    """Read without events, in a tenth of the time: whole, and with no reference to what XML does not know.
    Depth has no limit here, because nobody follows it."""
    try:
        expat.ParserCreate().Parse(raw, True)
    except BROKEN:
        return False
    return True


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def properties(raw: bytes, whole: bool) -> tuple[str, bool]:
    """`name = value` lines of elements with text; a `property` has its given name."""
    lines: list[str] = []
    tags: list[str] = []
    names: list[str] = []
    held: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        inherited = names[-1] if tags[-1:] == ["property"] else name
        tags.append(name)
        names.append(attributes.get("name", name) if name == "property" else inherited)
        held.clear()

    def end(name: str) -> None:
        value = "".join(held).strip()
        if value:
            lines.append(f"{names[-1]} = {value}")
        held.clear()
        tags.pop()
        names.pop()

    read = read_xml(raw, whole, Events(start=start, end=end, text=held.append))
    return "\n".join(lines), read


def links(raw: bytes, whole: bool) -> tuple[str, bool]:
    """The targets outside the document in a list of relationships, such as `mailto:` links."""
    found: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") == "External":
            found.append(attributes.get("Target", ""))

    read = read_xml(raw, whole, Events(start=start, end=lambda name: None, text=lambda text: None))
    return "\n".join(found), read
