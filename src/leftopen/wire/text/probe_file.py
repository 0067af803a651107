"""Reads a probe that is stated as data: a TOML file of fixed lines that are sent, and what answers them.

docs/project/writing-a-check.md has the format. Pure; every text is accepted or refused with its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.wire.http.stated_reply import Text
from leftopen.wire.text.text_exchange import Line, TextExchange, converse, first_line, matched, number

Port = Annotated[int, Meta(ge=1, le=65535)]


class ProbeFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. `proof`: which answers show that it is this protocol. `recognises`: forms of a first line
    that the server sends at other openers. `version`, `numbers` and `texts`: forms of lines with one group.
    `cpe` is a prefix for the version."""

    about: Text
    product: Text
    ports: tuple[Port, ...]
    exchanges: Annotated[tuple[TextExchange, ...], Meta(min_length=1, max_length=4)]
    transport: Literal["tcp"] = "tcp"
    proof: Literal["first", "all"] = "first"
    recognises: tuple[Line, ...] = ()
    version: Line = ""
    cpe: str = ""
    tags: tuple[Text, ...] = ()
    numbers: dict[str, Line] = {}
    texts: dict[str, Line] = {}

    def __post_init__(self) -> None:
        if any(exchange.row for exchange in self.exchanges[:-1]):
            raise ValueError("only the last answer may have rows: what a probe hears is one run of bytes")

    def recognised(self, raw: bytes) -> bool:
        """Is the first line one that this server sends?"""
        line, forms = first_line(raw), (self.exchanges[0].begins, *self.recognises)
        return line is not None and any(matched(form, line) is not None for form in forms)

    async def ask(self, channel: Channel, first: bytes) -> bytes:
        """The exchanges that the scope allows, as long as the answers have their form."""
        allowed = [one for one in self.exchanges if channel.level.allows(one.level)]
        return b"".join(await converse(channel, allowed))

    def lines(self, raw: bytes) -> list[bytes]:
        """Those of the answers that have their form; [] for another protocol."""
        found: list[bytes] = []
        for exchange in self.exchanges:
            said, raw = exchange.split(raw)
            answer = exchange.read(said)
            if answer is None:
                return [] if self.proof == "all" else found
            found += (*answer.first, *answer.rows)
        return found

    def facts(self, name: str, raw: bytes) -> ServiceFacts | None:
        """Of the banner only the first line: others may name people."""
        lines = self.lines(raw)
        if not lines:
            return None
        version = _found(self.version, lines).decode()
        plain = version.partition("+")[0]
        numbers = {key: number(_found(form, lines)) for key, form in self.numbers.items()}
        texts = {key: _found(form, lines).decode("latin-1") for key, form in self.texts.items()}
        block: dict[str, Json] = {
            key: one for key, one in {**numbers, **texts}.items() if one not in ("", None)
        }
        return ServiceFacts(
            data=raw[: raw.find(b"\n") + 1],
            product=self.product,
            version=version,
            cpe=(f"{self.cpe}:{plain}",) if self.cpe and plain else (),
            tags=self.tags,
            blocks={name: block},
        )


def read_probe(name: str, text: str) -> Probe:
    """The probe of a file. Raises ValueError with the place of what is wrong."""
    file = msgspec.toml.decode(text, type=ProbeFile)
    return Probe(
        opener=file.exchanges[0].send.encode("latin-1") or None, recognises=file.recognised, ask=file.ask,
        read=lambda raw: file.facts(name, raw), ports=file.ports, about=file.about.strip(),
    )  # fmt: skip


def _found(form: str, lines: Sequence[bytes]) -> bytes:
    """The group of the first line of that form, printable and in ASCII; b'' where there is none."""
    if not form:
        return b""
    found = (groups[1] for line in lines if (groups := matched(form, line)) is not None)
    text = next(found, b"")
    return text if text.isascii() and text.decode("ascii", "replace").isprintable() else b""
