"""What a service shows beside its banner: the technologies of its page, its cipher, and what other services
may have in common with it. Blocks of imported observations can have any form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leftopen.errors import BadQuery
from leftopen.model.observation import Observation
from leftopen.query.parse import parse
from leftopen.query.quoting import quote_value

MOST, LONGEST = 24, 200
_SHARED = (
    ("favicon", "http.favicon.hash", ("http", "favicon", "hash")),
    ("JARM", "ssl.jarm", ("ssl", "jarm")),
    ("HASSH", "ssh.hassh", ("ssh", "hassh")),
    ("host key", "ssh.fingerprint", ("ssh", "fingerprint")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """`name`: what is the same, `query`: a search for the services that have it."""

    name: str
    query: str


def shared_facts(o: Observation) -> list[Shared]:
    """What a search finds the same service by, on other ports and addresses. An import can give a number that
    no search takes: it is left out."""
    values = ((name, field, _at(o.blocks, path)) for name, field, path in _SHARED)
    found = (
        Shared(name=name, query=f"{field}:{quote_value(value)}") for name, field, value in values if value
    )
    return [one for one in found if _can_be_read(one.query)]


def _can_be_read(query: str) -> bool:
    try:
        parse(query)
    except BadQuery:
        return False
    return True


def technologies(o: Observation) -> list[str]:
    """Names of what the page is made with (WordPress, jQuery …)."""
    block = o.blocks.get("http")
    found = block.get("components") if isinstance(block, Mapping) else None
    return [name[:LONGEST] for name in found][:MOST] if isinstance(found, Mapping) else []


def cipher(o: Observation) -> str:
    """Version of TLS and name of the cipher that the server chose, '' where they are not known."""
    parts = (_at(o.blocks, ("ssl", "cipher", name)) for name in ("version", "name"))
    return " ".join(part for part in parts if part)


def _at(block: object, path: tuple[str, ...]) -> str:
    """The text or number at that place; '' where there is none, or none that a page can show."""
    for name in path:
        block = block.get(name) if isinstance(block, Mapping) else None
    if isinstance(block, bool) or not isinstance(block, (str, int)):
        return ""
    text = str(block)
    return text if len(text) <= LONGEST else ""
