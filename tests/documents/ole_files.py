"""Writes small OLE compound files (MS-CFB), and Outlook's items in them (MS-OXMSG)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

FREE, END, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF
SECTOR, SMALL, CUT = 512, 64, 4096
Tree = Mapping[str, "bytes | Tree"]
Properties = Mapping[int, str | bytes | int]


class Writer:
    """Streams below `CUT` bytes lie in the small sectors, as the format demands."""

    def __init__(self, tree: Tree) -> None:
        self.small, self.small_fat = bytearray(), list[int]()
        self.body, self.fat = bytearray(), list[int]()
        self.entries: list[bytes] = []
        self._storage("Root Entry", tree, 5)

    def _storage(self, name: str, tree: Tree, kind: int) -> int:
        at = len(self.entries)
        self.entries.append(b"")
        children = [
            self._storage(inner, what, 1) if isinstance(what, Mapping) else self._stream(inner, what)
            for inner, what in tree.items()
        ]
        for one, following in pairwise(children):
            entry = bytearray(self.entries[one])
            struct.pack_into("<I", entry, 72, following)
            self.entries[one] = bytes(entry)
        self.entries[at] = self._entry(name, kind, children[0] if children else NONE, 0, 0)
        return at

    def _stream(self, name: str, data: bytes) -> int:
        if len(data) >= CUT:
            start = self._chain(data, self.body, self.fat, SECTOR)
        else:
            start = self._chain(data, self.small, self.small_fat, SMALL) if data else END
        self.entries.append(self._entry(name, 2, NONE, start, len(data)))
        return len(self.entries) - 1

    def _entry(self, name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        return head + struct.pack("<III", NONE, NONE, child) + bytes(36) + struct.pack("<IQ", start, size)

    def _chain(self, data: bytes, body: bytearray, fat: list[int], size: int) -> int:
        first, count = len(fat), -(-len(data) // size)
        body += data.ljust(count * size, b"\0")
        fat += [first + at + 1 for at in range(count - 1)] + [END]
        return first

    def file(self) -> bytes:
        root = bytearray(self.entries[0])
        if self.small:
            struct.pack_into(
                "<IQ", root, 116, self._chain(bytes(self.small), self.body, self.fat, SECTOR), len(self.small)
            )
        self.entries[0] = bytes(root)
        directory = self._chain(b"".join(self.entries), self.body, self.fat, SECTOR)
        packed = struct.pack(f"<{len(self.small_fat)}I", *self.small_fat)
        small = (
            self._chain(
                packed.ljust(-(-len(packed) // SECTOR) * SECTOR, b"\xff"), self.body, self.fat, SECTOR
            )
            if packed
            else END
        )
        return self._with_table(directory, small, -(-len(packed) // SECTOR))

    def _with_table(self, directory: int, small: int, small_count: int) -> bytes:
        """The table of sectors behind them, and behind it the list of its own sectors beyond the 109 that the
        head has room for."""
        count = more = 0
        while count * 128 < len(self.fat) + count + more:
            count += 1
            more = max(0, -(-(count - 109) // 127))
        first = len(self.fat)
        places = list(range(first, first + count))
        fat = [*self.fat, *[0xFFFFFFFD] * count, *[0xFFFFFFFC] * more]
        fat += [FREE] * (count * 128 - len(fat))
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        listed = first + count if more else END
        head += struct.pack("<9I", 0, count, directory, 0, CUT, small, small_count, listed, more)
        head += struct.pack("<109I", *places[:109], *[FREE] * (109 - count))
        lists = b""
        for at in range(more):
            held = places[109 + 127 * at : 109 + 127 * (at + 1)]
            onward = first + count + at + 1 if at + 1 < more else END
            lists += struct.pack("<128I", *held, *[FREE] * (127 - len(held)), onward)
        return head + bytes(self.body) + struct.pack(f"<{len(fat)}I", *fat) + lists


def ole(tree: Tree) -> bytes:
    return Writer(tree).file()


@dataclass(kw_only=True)
class Item:
    properties: Properties
    recipients: Sequence[Properties] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    inside: Sequence[Item] = ()
    narrow: bool = False


def _storage(values: Properties, head: int, narrow: bool = False) -> dict[str, bytes | Tree]:
    table, streams = bytes(head), dict[str, "bytes | Tree"]()
    for tag, value in values.items():
        if isinstance(value, int):
            kind, raw = (0x40, struct.pack("<Q", value)) if tag == 0x39 else (3, struct.pack("<iI", value, 0))
        elif isinstance(value, str):
            kind = 0x1E if narrow else 0x1F
            content = value.encode("cp1252" if narrow else "utf-16-le")
            streams[f"__substg1.0_{tag:04X}{kind:04X}"] = content
            raw = struct.pack("<II", len(content), 0)
        else:
            kind, raw = 0x102, struct.pack("<II", len(value), 0)
            streams[f"__substg1.0_{tag:04X}0102"] = value
        table += struct.pack("<HHI", kind, tag, 6) + raw
    return {"__properties_version1.0": table} | streams


def tree(item: Item, head: int = 32) -> Tree:
    made = _storage({0x001A: "IPM.Note"} | dict(item.properties), head, item.narrow)
    for at, one in enumerate(item.recipients):
        made[f"__recip_version1.0_#{at:08X}"] = _storage(one, 8, item.narrow)
    for at, (name, data) in enumerate(item.files.items()):
        made[f"__attach_version1.0_#{at:08X}"] = _storage({0x3705: 1, 0x3707: name, 0x3701: data}, 8)
    for at, inner in enumerate(item.inside, len(item.files)):
        storage = _storage({0x3705: 5, 0x3001: "inner"}, 8)
        storage["__substg1.0_3701000D"] = tree(inner, 24)
        made[f"__attach_version1.0_#{at:08X}"] = storage
    return made


def msg(item: Item) -> bytes:
    return ole(tree(item))
