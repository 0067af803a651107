"""Unpacks a sample into its documents: every item and every part inside it, bounded in number, depth and
text."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from leftopen.formats.charset import decode
from leftopen.formats.media_files import media_kind
from leftopen.model.reader import Document, Part, Reader
from leftopen.model.sample import Sample

DEPTH = 4
PARTS = 200
TEXT = 16 * 1024 * 1024
# Nested archives multiply: the parts of a sample together may hold at most this much.
INSIDE = 64 * 1024 * 1024
FIRST = 4096
# Each death of a reader may have cost a whole deadline; a sample that kills this many gets no more tries.
DEATHS = 3
# From the first item on, searching included. Two hundred slow documents would take an hour; after this time
# no reader runs.
SECONDS = 30.0

Read = Callable[[Reader, bytes], Document | None]
DIED = Document(text="", failed=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem:
    name: str
    media: str
    data: bytes
    depth: int = 0


def documents(
    sample: Sample, readers: Mapping[str, Reader], read: Read, clock: Callable[[], float] = time.monotonic
) -> Iterator[Document]:
    """One document for each item and part, with its name as the first line of its text.

    An item is searched as plain bytes and counted as failed when no reader recognises it, its reader died, or
    time is over; so is what exceeds a limit. Nothing is dropped without being counted.
    """
    waiting = deque(SampleItem(name=name, media=media, data=data) for name, media, data in sample)
    room, deaths, held, end = TEXT, 0, ByteBudget(room=INSIDE), clock() + SECONDS
    for _ in range(PARTS):
        if not waiting or room <= 0:
            break
        piece = waiting.popleft()
        answer = _answer(piece, readers, read) if deaths < DEATHS and clock() < end else None
        deaths += answer is DIED
        document = _bounded(piece, answer, room)
        room -= len(document.text)
        inside = [] if piece.depth >= DEPTH else [part for part in document.parts if _is_read(part, held)]
        waiting.extend(_pieces(inside, piece.depth + 1))
        yield Document(
            text=f"{piece.name}\n{document.text}",
            failed=document.failed + len(document.parts) - len(inside),
            origins=document.origins,
        )
    if waiting:
        names = "\n".join(piece.name for piece in waiting)
        yield Document(text=names[: max(0, room)], failed=len(waiting))


@dataclass(slots=True, kw_only=True)
class ByteBudget:
    """What may still be held, in bytes."""

    room: int

    def takes(self, part: Part) -> bool:
        fits = len(part.data) <= self.room
        self.room -= len(part.data) * fits
        return fits


def _is_read(part: Part, held: ByteBudget) -> bool:
    """A picture in a document is not: there is no text in its bytes, and a document may have hundreds."""
    return not media_kind(part.data[:FIRST]) and held.takes(part)


def _pieces(parts: Iterable[Part], depth: int) -> Iterator[SampleItem]:
    for part in parts:
        yield SampleItem(name=part.name, media=part.media, data=part.data, depth=depth)


def _answer(piece: SampleItem, readers: Mapping[str, Reader], read: Read) -> Document | None:
    """The reader's result; None when none recognises the item, `DIED` when the reader died."""
    reader = _reader(piece, readers)
    return None if reader is None else read(reader, piece.data) or DIED


def _bounded(piece: SampleItem, answer: Document | None, room: int) -> Document:
    if answer is None or answer is DIED:
        return Document(text=decode(piece.data[:room]), failed=1)
    over = len(answer.text) > room
    return Document(
        text=answer.text[:room],
        parts=answer.parts,
        failed=answer.not_read + over,
        origins=answer.origins,
    )


def _reader(piece: SampleItem, readers: Mapping[str, Reader]) -> Reader | None:
    """The first that recognises it; `text`, which accepts nearly anything, is tried last."""
    first = piece.data[:FIRST]
    order = sorted(readers, key=lambda name: name == "text")
    return next(
        (readers[name] for name in order if readers[name].recognises(piece.name, piece.media.lower(), first)),
        None,
    )
