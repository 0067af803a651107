"""The items of one unit of an Outlook data file, read from the file as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from leftopen.formats.mapi_mail import left_out, message
from leftopen.formats.pst_items import MARK, DamagedPst, PstFile
from leftopen.impact.assess.units.top_document import Top
from leftopen.impact.assess.units.unit_files import MEDIA, Opened, opened, raw, same, stream
from leftopen.model.assessment import SourceFile, Unit
from leftopen.model.reader import Part

DIED = "its reader died twice or took too long"


def pst_tops(
    unit: Unit, source: SourceFile, skip: Collection[int], tick: Callable[[], None]
) -> Iterator[Top]:
    """The share of the items that the unit's bytes have in the file's. Items are numbered from 1 on in the
    unit; those in `skip` are not asked for, and with 0 in it the file is not opened. What can't be opened is
    searched as it is. Raises OSError, SourceChanged."""
    same(source)
    at, why = unit.files[0], "a damaged PST or OST file"
    with stream(source) as held:
        try:
            file = PstFile.open(held, tick) if 0 not in skip else None
        except DamagedPst as error:
            file, why = None, str(error)
        if file is not None:
            yield from _items(unit, source, file, skip)
    if file is None:
        with opened(source) as data:
            yield from raw(at, data, unit.start, unit.end, why)
    same(source)


def _items(unit: Unit, source: SourceFile, file: PstFile, skip: Collection[int]) -> Iterator[Top]:
    at = unit.files[0]
    first, last = (file.items * edge // source.size for edge in (unit.start, unit.end))
    for number in range(first, last):
        count = number - first + 1
        end = unit.bytes * count // (last - first)
        item = file.item(number) if count not in skip else None
        broken = "" if item is not None else DIED if count in skip else "an item that can't be read"
        content = message(item) if item is not None else b""
        part = Part(name="", media=MEDIA, data=content)
        lost = left_out(item) if item is not None else 0
        place, size = f"{at}:{number}", len(content)
        yield Top(place=place, part=part, end=end, size=size, mailbox=at, broken=broken, lost=lost)
    if file.lost and unit.start == 0:
        why = "an item that its folder counts and does not list"
        nothing = Part(name="", media="", data=b"")
        yield Top(place=f"{at}:?", part=nothing, end=unit.bytes, size=0, broken=why, lost=file.lost - 1)


def is_pst(data: Opened) -> bool:
    """By its first bytes. Raises OSError, SourceChanged."""
    return data[: len(MARK)] == MARK


def items_in(source: SourceFile, data: Opened, tick: Callable[[], None]) -> int:
    """The items by the counts of the folders. Raises OSError, SourceChanged, DamagedPst."""
    same(source)
    with stream(source, data) as held:
        return PstFile.open(held, tick).counted
