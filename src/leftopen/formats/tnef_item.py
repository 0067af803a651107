"""One item of Outlook as it sends it to those who it thinks use Outlook too: TNEF, the file `winmail.dat`.
Sources: MS-OXTNEF 2.1, MS-OXCDATA 2.11.1.

Each byte belongs to one attribute, and an item inside an item lies in the bytes of an attachment: what is
read is never more than the file times the depth.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from leftopen.formats.mapi_item import (
    BINARY,
    BOOLEAN,
    CODEPAGES,
    NARROW,
    WIDE,
    MapiAttachment,
    MapiItem,
    Value,
    charset,
    value,
)

MARK = b"\x78\x9f\x3e\x22"
HEAD = struct.Struct("<BII")
FROM, SUBJECT, BODY, CLASS = 0x8000, 0x8004, 0x800C, 0x8008
PROPERTIES, RECIPIENTS, CODE_PAGE = 0x9003, 0x9004, 0x9007
ATTACHMENT, TITLE, DATA, FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
WRITTEN = {SUBJECT: 0x0037, BODY: 0x1000, CLASS: 0x001A}
"""Attributes that are properties of MAPI as well: by the identifier that they have there."""
OBJECT, MANY, NAMED = 0x000D, 0x1000, 0x8000
FILE, FILE_NAMES, MEDIA, SENDER = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E, 0x0C1A
SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, BOOLEAN: 4, 0x0001: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8,
         0x0014: 8, 0x0040: 8, 0x0048: 16}  # fmt: skip
VARIABLE = (NARROW, WIDE, BINARY, OBJECT)
DEPTH = 20
ATTACHMENTS = 2_000
ENTRIES = 5_000


class DamagedTnef(ValueError):
    """A list of properties that ends too early, or holds an unknown type."""


def tnef_item(data: bytes, depth: int = 0) -> MapiItem:
    """`failed` counts lists of properties and attachments that could not be read whole, and 1 for a file
    that is cut. Never raises."""
    draft = Draft(depth=depth)
    for kind, content in _attributes(data[6:]):
        draft.add(kind, content)
    draft.failed += not _is_whole(data[6:])
    draft.close()
    properties = dict(draft.properties)
    for kind, raw in draft.raw.items():
        properties.setdefault(WRITTEN[kind], value(NARROW, raw, draft.narrow))
    if draft.sender:
        properties.setdefault(SENDER, draft.sender)
    return MapiItem(
        properties=properties,
        recipients=tuple(draft.recipients),
        attachments=tuple(draft.attachments),
        failed=draft.failed,
    )


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The number of each attribute, and its content, the last as far as it is there."""
    at = 0
    while at + HEAD.size <= len(data):
        _, kind, size = HEAD.unpack_from(data, at)
        yield kind & 0xFFFF, data[at + HEAD.size : at + HEAD.size + size]
        at += HEAD.size + size + 2


def _is_whole(data: bytes) -> bool:
    """Does the last attribute end where the file ends? Zeros behind it are padding."""
    at = 0
    while at + HEAD.size <= len(data) and data[at]:
        at += HEAD.size + HEAD.unpack_from(data, at)[2] + 2
    return 0 < at <= len(data) and not data[at:].strip(b"\0\r\n")


@dataclass(slots=True, kw_only=True)
class Draft:
    """An item while its attributes are read, in the order of the file."""

    depth: int
    properties: dict[int, Value] = field(default_factory=dict)
    raw: dict[int, bytes] = field(default_factory=dict)
    recipients: list[dict[int, Value]] = field(default_factory=list)
    attachments: list[MapiAttachment] = field(default_factory=list)
    narrow: str = ""
    sender: str = ""
    failed: int = 0
    _file: dict[int, Value] | None = None
    _object: bytes | None = None

    def add(self, kind: int, content: bytes) -> None:
        if kind in WRITTEN:
            self.raw.setdefault(kind, content)
        elif kind == FROM:
            self.sender = _sender(content, self.narrow)
        elif kind == CODE_PAGE and len(content) >= 4:
            self.narrow = charset(struct.unpack_from("<I", content)[0])
        elif kind == PROPERTIES:
            self._set(self.properties, content)
            self.narrow = next(
                (name for tag in CODEPAGES if (name := charset(self.properties.get(tag)))), self.narrow
            )
        elif kind == RECIPIENTS:
            self._recipients(content)
        elif kind == ATTACHMENT:
            self.close()
            self._file = {}
        elif kind in (TITLE, DATA, FILE_PROPERTIES):
            self._part(kind, content)

    def _part(self, kind: int, content: bytes) -> None:
        """Something of the attachment that began last."""
        file = self._file = {} if self._file is None else self._file
        if kind == TITLE:
            file.setdefault(FILE_NAMES[1], value(NARROW, content, self.narrow))
        elif kind == DATA:
            file[FILE] = content
        else:
            self._object = self._set(file, content) or self._object

    def close(self) -> None:
        """Ends the attachment that began last."""
        file, inside, self._file, self._object = self._file, self._object, None, None
        if file is None:
            return
        if len(self.attachments) >= ATTACHMENTS:
            self.failed += 1
            return
        name = next((text for tag in FILE_NAMES if (text := str(file.get(tag, "")))), "")
        media = str(file.get(MEDIA, ""))
        if inside is not None and inside[16:].startswith(MARK):
            if self.depth >= DEPTH:
                self.failed += 1
                return
            item = tnef_item(inside[16:], self.depth + 1)
            self.attachments.append(MapiAttachment(name=name, media=media, item=item))
            return
        data = inside[16:] if inside is not None else file.get(FILE, b"")
        content = data if isinstance(data, bytes) else b""
        self.attachments.append(MapiAttachment(name=name, media=media, data=content))

    def _set(self, into: dict[int, Value], content: bytes) -> bytes | None:
        """The object among these properties, if there is one."""
        found = None
        reader = PropertyReader(content, self.narrow)
        try:
            for tag, kind, one in reader.properties():
                if kind == OBJECT and tag == FILE and isinstance(one, bytes):
                    found = one
                else:
                    into.setdefault(tag, one)
        except DamagedTnef:
            self.failed += 1
        return found

    def _recipients(self, content: bytes) -> None:
        reader = PropertyReader(content, self.narrow)
        try:
            for _ in range(min(reader.number(), ENTRIES)):
                self.recipients.append({tag: one for tag, _, one in reader.properties()})
        except DamagedTnef:
            self.failed += 1


def _sender(content: bytes, narrow: str) -> str:
    """Four lengths, then the name, then the address with the kind of it before (`SMTP:`)."""
    if len(content) < 8:
        return ""
    _, _, name, address = struct.unpack_from("<4H", content)
    shown = str(value(NARROW, content[8 : 8 + name], narrow))
    mail = str(value(NARROW, content[8 + name : 8 + name + address], narrow)).rpartition(":")[2]
    return f"{shown} <{mail}>" if mail else shown


class PropertyReader:
    """Reads lists of properties one after another. Not a record."""

    def __init__(self, data: bytes, narrow: str) -> None:
        self._data = data
        self._narrow = narrow
        self._at = 0

    def number(self) -> int:
        return int.from_bytes(self._take(4), "little")

    def properties(self) -> Iterator[tuple[int, int, Value]]:
        """Identifier, type and first value of each property. Raises DamagedTnef."""
        for _ in range(self.number()):
            kind, tag = struct.unpack("<HH", self._take(4))
            if tag >= NAMED:
                self._skip_name()
            yield tag, kind & ~MANY, self._value(kind)

    def _value(self, kind: int) -> Value:
        single = kind & ~MANY
        if single not in VARIABLE and single not in SIZES:
            raise DamagedTnef("an unknown type")
        count = self.number() if kind & MANY or single in VARIABLE else 1
        texts: list[Value] = []
        for _ in range(count):
            size = self.number() if single in VARIABLE else SIZES[single]
            one = value(single, self._take(size), self._narrow)
            self._take(-size % 4)
            if len(texts) < ENTRIES:
                texts.append(one)
        if len(texts) > 1 and single in (NARROW, WIDE):
            return "\n".join(map(str, texts))
        return texts[0] if texts else b""

    def _skip_name(self) -> None:
        self._take(16)
        if self.number() == 0:
            self._take(4)
            return
        size = self.number()
        self._take(size + -size % 4)

    def _take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) < size:
            raise DamagedTnef("a list of properties that ends too early")
        self._at += size
        return found
