"""One item of Outlook in a file of its own (MSG), a compound file. Source: MS-OXMSG."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from leftopen.formats.compound_file import CompoundFile, Path
from leftopen.formats.mapi_item import (
    BINARY,
    CODEPAGES,
    INTEGERS,
    NARROW,
    WIDE,
    MapiAttachment,
    MapiItem,
    Value,
    charset,
    value,
)

PROPERTIES = "__properties_version1.0"
VALUE = "__substg1.0_"
RECIPIENT = "__recip_version1.0_"
ATTACHMENT = "__attach_version1.0_"
EMBEDDED = VALUE + "3701000D"
FILE, FILE_NAMES, MEDIA = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E
DEPTH = 20
ENTRIES = 2_000
# Before the properties of the item itself, of an embedded item, and of a recipient or attachment.
HEADS = {0: 32, 1: 24, 2: 8}


def is_item(file: CompoundFile) -> bool:
    names = file.below(())
    return PROPERTIES in names or any(name.startswith(VALUE) for name in names)


def msg_item(file: CompoundFile) -> MapiItem:
    """The item in a file that has one (`is_item`); streams that can't be read are counted in it."""
    store = Store(file)
    return store.item((), 0, 0)


class Store:
    """Not a record: it counts what could not be read."""

    def __init__(self, file: CompoundFile) -> None:
        self._file = file
        self._failed = file.lost

    def item(self, storage: Path, head: int, depth: int) -> MapiItem:
        """`failed` counts streams too, each once, in the item that lies in no other."""
        properties, narrow = self._properties(storage, head, "")
        recipients, attachments, failed = [], [], 0
        for name in self._file.below(storage)[:ENTRIES]:
            if name.startswith(RECIPIENT):
                recipients.append(self._properties((*storage, name), 2, narrow)[0])
            elif name.startswith(ATTACHMENT):
                found = self._attachment((*storage, name), narrow, depth)
                failed += found is None
                attachments += [found] if found is not None else []
        failed += max(0, len(self._file.below(storage)) - ENTRIES)
        return MapiItem(
            properties=properties,
            recipients=tuple(recipients),
            attachments=tuple(attachments),
            failed=failed + (self._failed if depth == 0 else 0),
        )

    def _attachment(self, storage: Path, narrow: str, depth: int) -> MapiAttachment | None:
        before = self._failed
        properties, _ = self._properties(storage, 2, narrow)
        lost, self._failed = self._failed > before, before
        name = next((text for tag in FILE_NAMES if (text := str(properties.get(tag, "")))), "")
        media = str(properties.get(MEDIA, ""))
        if (*storage, EMBEDDED) in self._file:
            if depth >= DEPTH:
                return None
            inner = self.item((*storage, EMBEDDED), 1, depth + 1)
            if inner.properties:
                return MapiAttachment(name=name, media=media, item=inner)
            return MapiAttachment(name=name, media=media, data=self._streams((*storage, EMBEDDED)))
        data = properties.get(FILE, b"")
        return None if lost and not data else MapiAttachment(name=name, media=media, data=_bytes(data))

    def _streams(self, storage: Path) -> bytes:
        """Everything in a storage that is no item, such as a sheet that was put into the mail."""
        below = sorted(path for path in self._file.streams if path[: len(storage)] == storage)
        return b"\n".join(self._stream(path) for path in below[:ENTRIES])

    def _properties(self, storage: Path, head: int, narrow: str) -> tuple[dict[int, Value], str]:
        """With the charset of narrow text: the given one, or that which the properties name."""
        found: dict[int, Value] = {}
        if (*storage, PROPERTIES) in self._file:
            found.update(_fixed(self._stream((*storage, PROPERTIES)), HEADS[head]))
        narrow = next((name for tag in CODEPAGES if (name := charset(found.get(tag)))), narrow)
        for name in self._file.below(storage)[:ENTRIES]:
            tag, kind = _tag(name)
            if kind in (NARROW, WIDE, BINARY):
                found[tag] = value(kind, self._stream((*storage, name)), narrow)
        return found, narrow

    def _stream(self, path: Path) -> bytes:
        """What can be read; a stream that is not whole is counted."""
        content, whole = self._file.read(path)
        self._failed += not whole
        return content


def _bytes(data: Value) -> bytes:
    return data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")


def _tag(name: str) -> tuple[int, int]:
    """Identifier and type of a property by the name of its stream; zeros for another stream."""
    if not name.startswith(VALUE) or len(name) != len(VALUE) + 8:
        return 0, 0
    try:
        number = int(name[len(VALUE) :], 16)
    except ValueError:
        return 0, 0
    return number >> 16, number & 0xFFFF


def _fixed(data: bytes, head: int) -> Iterator[tuple[int, Value]]:
    """The properties with a length of their own, out of the table."""
    for at in range(head, min(len(data), head + 16 * ENTRIES) - 15, 16):
        kind, tag = struct.unpack_from("<HH", data, at)
        if kind in INTEGERS:
            yield tag, value(kind, data[at + 8 : at + 16])
