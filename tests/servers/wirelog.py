"""The judge of what the product said to a server: pure, over the recorded bytes of one connection.

Whatever is not known to be harmless is an offence. A stream is read by its own first bytes, not by what the
server is: an HTTP request sent to a Redis is HTTP.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.servers import wirelog_lines
from tests.servers.offence import Kind, Offence

Read = Callable[[bytes], tuple[tuple[str, ...], tuple[Offence, ...]]]
LONGEST = 65536
"""Bytes; no look at a server says so much."""


NOTHING = "nothing"
TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`asked` lists the commands in order, without their arguments."""

    protocol: str
    asked: tuple[str, ...] = ()
    offences: tuple[Offence, ...] = ()


def judge(answer: bytes, *, cut: bool = False) -> Judgement:
    """`said` is everything that one connection sent to the server; `cut` that the recording is not whole.
    Never raises on any bytes."""
    protocol, read = _reader(answer)
    asked, offences = read(answer[:LONGEST])
    if cut or len(answer) > LONGEST:
        offences = (*offences, Offence(kind=Kind.UNREADABLE, text="more was sent than can be judged"))
    return Judgement(protocol=protocol, asked=asked, offences=offences)


def _reader(answer: bytes) -> tuple[str, Read]:
    if not answer:
        return NOTHING, _opaque
    if is_tls(answer):
        return TLS, _opaque
    for name, begins, read in _READERS:
        if begins(answer):
            return name, read
    return "lines", wirelog_lines.read


def is_tls(answer: bytes) -> bool:
    """A TLS record: handshake or alert, version 3.x."""
    return answer[:1] in (b"\x16", b"\x15") and answer[1:2] == b"\x03"


def _opaque(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """TLS can't be looked into; the same questions are judged in the clear on the servers without it."""
    return ("TLS",) if answer else (), ()


def _readers() -> tuple[tuple[str, Callable[[bytes], bool], Read], ...]:
    """Each `wirelog_NAME.py` beside this file reads one protocol: `begins` and `read`. What none of them
    knows is read as lines."""
    files = sorted(Path(__file__).parent.glob("wirelog_*.py"))
    names = [file.stem.removeprefix("wirelog_") for file in files if file.stem != "wirelog_lines"]
    modules = [(name, importlib.import_module(f"tests.servers.wirelog_{name}")) for name in names]
    return tuple((name, module.begins, module.read) for name, module in modules)


_READERS = _readers()
