"""The items of an Outlook data file (PST, OST), by libpff: mails, contacts, appointments, in the order of its
folders. A password of such a file encrypts nothing, and its own scrambling is undone. Source: MS-PST.

An item has a number: folders first, each with its items before its subfolders, then what lies in no folder.
So a range of numbers can be read on its own.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypff

from leftopen.formats.mapi_item import CODEPAGES, MapiAttachment, MapiItem, Value, charset, many

MARK = b"!BDN"
FOLDERS = 100_000
TICK = 1_000
"""Items between two ticks."""
COUNT = 1 << 20
"""Items that a folder may say it has; more is damage."""
FILES = 2_000
FILE = 64 * 1024 * 1024
"""Bytes of one attachment, and of the attachments of one item together."""
PROPERTY = 32 * 1024 * 1024
ENTRIES = 5_000
CONTENT_COUNT = 0x3602
METHOD, INSIDE = 0x3705, 5
MEDIA, SHORT_NAME, LONG_NAME, SHOWN_NAME = 0x370E, 0x3704, 0x3707, 0x3001
KIND, FOLDER, MESSAGE = 31, 2, 4
"""The lowest five bits of a node's identifier say what it is. A folder of another kind only lists items of
others (a search), and an item of another kind holds settings."""

BROKEN = (OSError, ValueError, TypeError, RuntimeError, OverflowError, SystemError, MemoryError)
"""What libpff raises on a damaged file."""


class DamagedPst(ValueError):
    """The file can't be opened, or not even its folders can be listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One folder, with its items: their numbers from `first` on, and where each is among what lies in it."""

    folder: Any
    first: int
    items: Sequence[int]


@dataclass(slots=True)
class PstFile:
    """`items`: how many are listed. `counted`: how many there are by the counts that the folders keep, apart
    from the index of nodes that the list is made of. `lost`: items that a folder counts and does not list."""

    _file: Any
    places: tuple[Place, ...]
    items: int
    counted: int
    lost: int

    @classmethod
    def open(cls, file: BinaryIO, tick: Callable[[], None] = lambda: None) -> PstFile:
        """`file` must stay open. `tick` is called again and again while the folders are listed. Raises
        DamagedPst."""
        opened = pypff.file()
        walk = Walk(tick)
        try:
            opened.open_file_object(file)
            walk.folders(opened.get_root_item())
            walk.orphans(opened)
        except BROKEN as error:
            raise DamagedPst("a damaged PST or OST file") from error
        # An empty file and one that lost its folders look alike: both are searched as they are.
        if not (walk.items or walk.lost):
            raise DamagedPst("an Outlook file that lists no item")
        return cls(opened, tuple(walk.places), walk.items, walk.counted, walk.lost)

    def item(self, number: int) -> MapiItem | None:
        """None for one that can't be read."""
        at = bisect_right(self.places, number, key=lambda place: place.first) - 1
        if at < 0 or number >= self.places[at].first + len(self.places[at].items):
            return None
        place = self.places[at]
        where = place.items[number - place.first]
        try:
            if place.folder is None:
                return read_item(self._file.get_orphan_item(where))
            return read_item(place.folder.get_sub_item(where))
        except BROKEN:
            return None


class Walk:
    """The folders, while they are listed."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self.places: list[Place] = []
        self.items = self.counted = self.lost = 0

    def folders(self, root: Any) -> None:
        """By the index of nodes, not by the tables of the folders, which may be damaged. Each folder once."""
        waiting, met = [root], {root.identifier}
        while waiting:
            folder = waiting.pop()
            found = array("I")
            below: list[Any] = []
            for number in range(folder.number_of_sub_items):
                if number % TICK == 0:
                    self._tick()
                try:
                    one = folder.get_sub_item(number)
                    kind, known = one.identifier & KIND, one.identifier in met
                except BROKEN:
                    # A node of no kind that libpff knows, such as a table. What a folder counts is looked at
                    # below.
                    continue
                if kind == MESSAGE:
                    found.append(number)
                elif kind == FOLDER and not known and len(met) < FOLDERS:
                    met.add(one.identifier)
                    below.append(one)
            self._add(folder, found, _content_count(folder))
            waiting.extend(reversed(below))

    def orphans(self, file: Any) -> None:
        """Items that lie in no folder, such as those of a folder that was lost."""
        found = array("I")
        for number in range(file.number_of_orphan_items):
            try:
                if file.get_orphan_item(number).identifier & KIND == MESSAGE:
                    found.append(number)
            except BROKEN:
                self.lost += 1
        self._add(None, found, len(found))

    def _add(self, folder: Any, found: array[int], counted: int) -> None:
        self.counted += counted
        self.lost = min(COUNT, self.lost + max(0, counted - len(found)))
        if found:
            self.places.append(Place(folder=folder, first=self.items, items=found))
            self.items += len(found)


def _content_count(folder: Any) -> int:
    try:
        found = Properties(folder).values.get(CONTENT_COUNT, 0)
    except BROKEN:
        return 0
    return found if isinstance(found, int) and 0 <= found <= COUNT else 0


def read_item(item: Any, depth: int = 0) -> MapiItem:
    """Raises what libpff raises when not even the list of properties can be read."""
    properties = Properties(item)
    narrow = next((name for one in CODEPAGES if (name := charset(properties.values.get(one)))), "")
    if narrow:
        properties = Properties(item, narrow)
    attachments, failed = _attachments(item, narrow)
    recipients, unread = _recipients(item, narrow)
    return MapiItem(
        properties=properties.values,
        recipients=recipients,
        attachments=attachments,
        failed=failed + unread + properties.failed,
    )


class Properties:
    """The first value of each property in one set; `failed` counts those that can't be read. Raises what
    libpff raises."""

    def __init__(self, item: Any, narrow: str = "", at: int = 0) -> None:
        self.values: dict[int, Value] = {}
        self.failed = 0
        if item.number_of_record_sets <= at:
            return
        entries = item.get_record_set(at)
        count = entries.number_of_entries
        self.failed += max(0, count - ENTRIES)
        for number in range(min(count, ENTRIES)):
            try:
                entry = entries.get_entry(number)
                tag, kind, data = entry.entry_type, entry.value_type, entry.data
            except BROKEN:
                self.failed += 1
                continue
            if tag is not None and data is not None and len(data) <= PROPERTY:
                self.values.setdefault(tag, many(kind or 0, data, narrow))
            elif data is not None:
                self.failed += 1


def _recipients(item: Any, narrow: str) -> tuple[tuple[dict[int, Value], ...], int]:
    """The recipients, and how many could not be read."""
    found: list[dict[int, Value]] = []
    try:
        table = getattr(item, "recipients", None)
        count = table.number_of_record_sets if table is not None else 0
        found.extend(Properties(table, narrow, number).values for number in range(min(count, ENTRIES)))
    except BROKEN:
        return tuple(found), 1
    return tuple(found), max(0, count - ENTRIES)


def _attachments(item: Any, narrow: str) -> tuple[tuple[MapiAttachment, ...], int]:
    """The attachments, and how many could not be read."""
    try:
        count = getattr(item, "number_of_attachments", 0)
    except BROKEN:
        return (), 1
    found: list[MapiAttachment] = []
    room, failed = FILE, max(0, count - FILES)
    for number in range(min(count, FILES)):
        try:
            one, whole = _attachment(item.get_attachment(number), narrow, room)
        except BROKEN:
            failed += 1
            continue
        room -= len(one.data)
        failed += not whole
        found.append(one)
    return tuple(found), failed


def _attachment(attachment: Any, narrow: str, room: int) -> tuple[MapiAttachment, bool]:
    """And whether that is all of it. libpff gives of an item inside an item only its first bytes; these are
    the attachment then, so that their text is searched."""
    properties = Properties(attachment, narrow).values
    names = (str(properties.get(tag, "")) for tag in (LONG_NAME, SHORT_NAME, SHOWN_NAME))
    name, media = next(filter(None, names), ""), str(properties.get(MEDIA, ""))
    size = attachment.size
    if size > room:
        return MapiAttachment(name=name, media=media), False
    data = attachment.read_buffer(size) if size else b""
    whole = len(data) == size and properties.get(METHOD) != INSIDE
    return MapiAttachment(name=name, media=media, data=data), whole
