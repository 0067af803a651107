"""One document of an assessment, read again from its source by its place, in a child process with limits.
Nothing of it is stored.

    3             file 3 as a whole
    3:120448      the mail at byte 120,448 of that mailbox (of a PST file: the item of that number)
    3:120448/2    its part 2
    3:120448/@99  what was found in its bytes at byte 99
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from leftopen import catalogue
from leftopen.contents.cage import child as caged
from leftopen.contents.cage.cage import NotCaged
from leftopen.contents.ocr import OcrProgram
from leftopen.contents.sandbox import receive, send
from leftopen.formats.mapi_mail import message
from leftopen.formats.pst_items import DamagedPst, PstFile
from leftopen.impact.assess.buckets.bucket_file import SourceChanged
from leftopen.impact.assess.read_document import Reading, carved, read_document
from leftopen.impact.assess.read_picture import PictureReader
from leftopen.impact.assess.source_channel import HANDLE, SourceServer
from leftopen.impact.assess.units.top_document import Top
from leftopen.impact.assess.units.unit_files import MEDIA, same, stream, tops
from leftopen.impact.assess.worker import MEMORY, picture_reader
from leftopen.model.assessment import Depth, SourceFile, Unit, UnitKind
from leftopen.model.bucket import ReadRange
from leftopen.model.reader import Part

SECONDS = 60.0
START = "from leftopen.impact.review.read_place import serve; serve()"
GONE = "it is no longer at its place"
DIED = "its reader died or took too long"


class PlaceRequest(msgspec.Struct, frozen=True):
    """`sources` by the numbers that the units use. `ocr`: what read the pictures."""

    place: str
    units: list[Unit]
    sources: dict[int, SourceFile]
    ocr: OcrProgram | None = None


class PlaceText(msgspec.Struct, frozen=True):
    """The text that the detectors searched, its name included, not masked; or `why` it can't be read."""

    text: str = ""
    why: str = ""


def read_place(
    place: str,
    units: Sequence[Unit],
    sources: dict[int, SourceFile],
    seconds: float = SECONDS,
    read: ReadRange | None = None,
    ocr: OcrProgram | None = None,
    *,
    scratch: int = -1,
    uncaged: bool = False,
) -> PlaceText:
    """`units` and `sources` of the inventory. The child is killed after so many seconds; it gets this one
    source and no other, through `read` where that lies in a bucket. `scratch`: where its archive is
    unpacked, if it lies in one. `uncaged`: without a cage. Never raises."""
    number, offset = _where(place)
    chosen = [unit for unit in units if number in unit.files and _covers(unit, offset)]
    if not chosen or number not in sources:
        return PlaceText(why=GONE)
    request = PlaceRequest(place=place, units=chosen, sources={number: sources[number]}, ocr=ocr)
    lending = SourceServer(read, scratch)
    lending.begin(request.sources.values())
    try:
        reply = _asked(request, seconds, lending, uncaged=uncaged)
    finally:
        lending.close()
    return PlaceText(why=str(lending.stopped)) if lending.stopped is not None else reply


def _where(place: str) -> tuple[int, int]:
    """The number of the file, and the offset in it; -1 for none."""
    number, _, offset = place.partition("/")[0].partition(":")
    whole = number.isascii() and number.isdigit() and (not offset or offset.isdigit())
    return (int(number), int(offset) if offset else -1) if whole else (-1, -1)


def _covers(unit: Unit, offset: int) -> bool:
    if unit.kind is UnitKind.DIGEST:
        return False
    if offset < 0 or unit.kind in (UnitKind.FILES, UnitKind.PST):
        return True
    return unit.start <= offset < max(unit.end, unit.start + 1)


def _asked(request: PlaceRequest, seconds: float, lending: SourceServer, *, uncaged: bool) -> PlaceText:
    run = request.ocr.run if request.ocr else None
    try:
        child = caged.start(START, uncaged=uncaged, run=run, lent={HANDLE: lending.handle})
    except NotCaged as error:
        return PlaceText(why=str(error))
    lending.started()
    packed = msgspec.msgpack.encode(request)
    try:
        judgements, _ = child.communicate(len(packed).to_bytes(4, "little") + packed, timeout=seconds)
        return msgspec.msgpack.decode(judgements[4:], type=PlaceText)
    except (subprocess.TimeoutExpired, msgspec.MsgspecError, OSError):
        return PlaceText(why=DIED)
    finally:
        child.kill()
        child.communicate()


def serve() -> None:
    """The child: one question, one answer."""
    caged.limit(MEMORY)
    cage = caged.enter_cage()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    request = msgspec.msgpack.decode(receive(sys.stdin.buffer), type=PlaceRequest)
    send(answers, msgspec.msgpack.encode(text_at(request, picture_reader(request.ocr, cage))))


def text_at(request: PlaceRequest, pictures: PictureReader | None = None) -> PlaceText:
    """In the child. Raises what a reader raises."""
    try:
        return _text_at(request, pictures)
    except (SourceChanged, DamagedPst) as error:
        return PlaceText(why=str(error))
    except OSError as error:
        return PlaceText(why=error.strerror or "the source cannot be read")


def _text_at(request: PlaceRequest, reader: PictureReader | None) -> PlaceText:
    outer, *inner = request.place.split("/")
    top = next((one for unit in request.units if (one := _top(outer, unit, request.sources))), None)
    if top is None or top.broken:
        return PlaceText(why=top.broken if top else GONE)
    part, readers = top.part, catalogue.readers()
    # Every picture on the way is one of a few: the place names a single document.
    pictures = reader.read if reader else None
    reading = carved(part, top.why) if top.carve else read_document(part, readers, pictures)
    for step in inner:
        found = _inside(reading, step)
        if found is None:
            return PlaceText(why=GONE)
        part, reading = found, read_document(found, readers, pictures)
    return PlaceText(text=f"{part.name}\n{reading.text}" if part.name else reading.text)


def _top(place: str, unit: Unit, sources: dict[int, SourceFile]) -> Top | None:
    number, offset = _where(place)
    if unit.kind is UnitKind.PST:
        return _item(place, sources[number], offset)
    if unit.kind is UnitKind.FILES:
        unit = replace(unit, files=(number,))
    elif unit.kind is UnitKind.MBOX and offset > 0:
        # Most mails are found where they begin; the end of a very large one only from the unit's start.
        here = replace(unit, start=offset, end=offset + 1)
        if found := next(tops(here, sources, Depth.DEEP), None):
            return found if found.place == place else None
    return next((one for one in tops(unit, sources, Depth.DEEP) if one.place == place), None)


def _item(place: str, source: SourceFile, number: int) -> Top | None:
    same(source)
    with stream(source) as held:
        item = PstFile.open(held, lambda: None).item(number)
        if item is None:
            return None
        part = Part(name="", media=MEDIA, data=message(item))
    return Top(place=place, part=part, end=0, size=len(part.data))


def _inside(reading: Reading, step: str) -> Part | None:
    if step.startswith("@"):
        return next((one for one in reading.parts if f"@{one.at}" == step), None)
    at = int(step) if step.isascii() and step.isdigit() else -1
    return reading.parts[at] if 0 <= at < len(reading.parts) else None
