"""What a scan and its worker processes say to each other.

JSON, checked against its type when it is read (never pickle: a worker reads what strangers send, and one that
was taken over could send anything), after its length in four bytes. JSON rather than MessagePack, because a
certificate's number may be longer than 64 bits.
"""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import msgspec

from leftopen.model.address import Address
from leftopen.model.observation import Observation
from leftopen.net.gate import Counts
from leftopen.pipeline.look import Outcome
from leftopen.service.ledger import Entry
from leftopen.settings import Settings

Message = TypeVar("Message")
HEAD = struct.Struct("<I")
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The first thing a worker hears: what a `Talker` needs, and where the records and the keys are."""

    data: str
    config: str
    settings: Settings
    pinned: dict[str, frozenset[Address]]
    scan: str
    checks: bool = True
    live: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The first thing a worker says. `cpu`: seconds of processor time that its start took."""

    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen(Observation):
    """`Json` refers to itself, which msgspec can't check; whatever JSON holds is Json."""

    blocks: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """To one `Found`. `seen` None: there is nothing to keep. `bug`: the talk ended by a fault of ours, which
    was told; `failed`: in this sentence, because the store could not answer. `counts`: all that this worker
    has sent and read until now."""

    index: int
    counts: Counts
    seen: _Seen | None = None
    outcomes: tuple[Outcome, ...] = ()
    bug: bool = False
    failed: str = ""

    def entry(self) -> Entry | None:
        if self.seen is None:
            return None
        named = {one.name: getattr(self.seen, one.name) for one in fields(Observation)}
        return Entry(index=self.index, observation=Observation(**named), outcomes=self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An answer as the worker writes it."""

    index: int
    counts: Counts
    seen: Observation | None
    outcomes: tuple[Outcome, ...]


def answered(index: int, entry: Entry | None, counts: Counts) -> bytes:
    """An `Answer`, packed. Raises what JSON can't hold: UnicodeEncodeError."""
    seen, outcomes = (entry.observation, entry.outcomes) if entry else (None, ())
    return packed(_Told(index=index, counts=counts, seen=seen, outcomes=outcomes))


def packed(message: object) -> bytes:
    body = msgspec.json.encode(message)
    return HEAD.pack(len(body)) + body


def unpacked(body: bytes, kind: type[Message]) -> Message:
    """Raises ValueError when it is not one of that kind."""
    return msgspec.json.decode(body, type=kind)


async def received(pipe: asyncio.StreamReader) -> bytes:
    """One message without its length; b'' at the end of the pipe, when it is cut, or too long."""
    try:
        length = HEAD.unpack(await pipe.readexactly(HEAD.size))[0]
        return b"" if length > LARGEST else await pipe.readexactly(length)
    except (asyncio.IncompleteReadError, OSError):
        return b""
