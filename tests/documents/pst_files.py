"""Writes small Outlook data files (PST, Unicode), as MS-PST lays them out, without its maps of free space."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

INTEGER, BOOLEAN, WIDE, BINARY, TIME, OBJECT = 0x0003, 0x000B, 0x001F, 0x0102, 0x0040, 0x000D
SIZES = {INTEGER: 4, BOOLEAN: 1, TIME: 8}
STORE, NAMES, ROOT = 0x21, 0x61, 0x122
ATTACHMENTS, RECIPIENTS = 0x671, 0x692
START = 0x4600
NAMED = struct.pack("<IHH", 0x8233, 4, 0)
"""One property with a number of its own: without any, libpff refuses the file."""

Properties = Mapping[int, str | bytes | int]


@dataclass(kw_only=True)
class Item:
    """A mail: its properties, its recipients, its files by name, and the mails inside it."""

    properties: Properties
    recipients: Sequence[Properties] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    inside: Sequence[Item] = ()


@dataclass
class Node:
    data: bytes
    below: dict[int, Node] = field(default_factory=dict)


class Writer:
    def __init__(self) -> None:
        self.body = bytearray()
        self.blocks: list[tuple[int, int, int]] = []
        self.nodes: list[tuple[int, int, int, int]] = []

    def block(self, data: bytes, internal: bool = False) -> int:
        number = 4 * (len(self.blocks) + 1) | (2 if internal else 0)
        at = START + len(self.body)
        assert len(data) <= 8176
        padded = -(len(data) + 16) % 64
        tail = struct.pack("<HHIQ", len(data), _signature(at, number), _crc(data), number)
        self.body += data + bytes(padded) + tail
        self.blocks.append((number, at, len(data)))
        return number

    def data(self, data: bytes) -> int:
        """One block, or a list of blocks."""
        if len(data) <= 8176:
            return self.block(data)
        pieces = [self.block(data[at : at + 8176]) for at in range(0, len(data), 8176)]
        listed = struct.pack(f"<BBHI{len(pieces)}Q", 1, 1, len(pieces), len(data), *pieces)
        return self.block(listed, internal=True)

    def below(self, nodes: Mapping[int, Node]) -> int:
        if not nodes:
            return 0
        entries = b"".join(
            struct.pack("<QQQ", nid, self.data(node.data), self.below(node.below))
            for nid, node in sorted(nodes.items())
        )
        return self.block(struct.pack("<BBHI", 2, 0, len(nodes), 0) + entries, internal=True)

    def node(self, nid: int, node: Node, parent: int = 0) -> None:
        self.nodes.append((nid, self.data(node.data), self.below(node.below), parent))

    def page(self, kind: int, level: int, entries: Sequence[bytes], size: int) -> tuple[int, int]:
        at = START + len(self.body)
        number = 4 * (len(self.blocks) + at)
        most = 488 // size
        content = b"".join(entries).ljust(488, b"\0") + struct.pack(
            "<BBBBI", len(entries), most, size, level, 0
        )
        self.body += content + struct.pack(
            "<BBHIQ", kind, kind, _signature(at, number), _crc(content), number
        )
        return number, at

    def tree(self, kind: int, entries: Sequence[bytes], size: int) -> tuple[int, int]:
        most = 488 // size
        leaves = [entries[at : at + most] for at in range(0, len(entries), most)]
        pages = [(struct.unpack_from("<Q", leaf[0])[0], self.page(kind, 0, leaf, size)) for leaf in leaves]
        if len(pages) == 1:
            return pages[0][1]
        assert len(pages) <= 20
        return self.page(kind, 1, [struct.pack("<QQQ", key, *where) for key, where in pages], 24)

    def file(self) -> bytes:
        self.body += bytes(-len(self.body) % 512)
        nodes = [
            struct.pack("<QQQII", nid, data, below, up, 0) for nid, data, below, up in sorted(self.nodes)
        ]
        by_node = self.tree(0x81, nodes, 32)
        blocks = [struct.pack("<QQHHI", number, at, size, 2, 0) for number, at, size in self.blocks]
        by_block = self.tree(0x80, blocks, 24)
        root = struct.pack(
            "<IQQQQQQQQBBH", 0, START + len(self.body), 0x4400, 0, 0, *by_node, *by_block, 2, 0, 0
        )
        head = b"SM" + struct.pack("<HHBBII", 23, 19, 1, 1, 0, 0) + bytes(16) + struct.pack("<I", 1)
        head += struct.pack("<32I", *[0x400] * 32) + bytes(8) + root + bytes(4) + b"\xff" * 256
        head += struct.pack("<BBHQ", 0x80, 0, 0, 1 << 20)
        part = head[:471]
        written = b"!BDN" + struct.pack("<I", _crc(part)) + head
        written += struct.pack("<I", _crc(head[:516])) + bytes(36)
        return bytes(written.ljust(START, b"\0") + self.body)


def _signature(at: int, number: int) -> int:
    mixed = (at ^ number) & 0xFFFFFFFF
    return (mixed >> 16) ^ (mixed & 0xFFFF)


def _crc(data: bytes) -> int:
    """CRC-32 without the two inversions."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


# --- what a node holds


class Heap:
    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.pieces: list[bytes] = []

    def add(self, piece: bytes) -> int:
        self.pieces.append(piece)
        return len(self.pieces) << 5

    def bytes(self, root: int) -> bytes:
        at, places = 12, [12]
        for piece in self.pieces:
            at += len(piece)
            places.append(at)
        body = b"".join(self.pieces)
        pad = -at % 2
        index = struct.pack(f"<HH{len(places)}H", len(self.pieces), 0, *places)
        return struct.pack("<HBBII", at + pad, 0xEC, self.kind, root, 0) + body + bytes(pad) + index


def _kind(value: str | bytes | int, tag: int) -> int:
    if isinstance(value, str):
        return WIDE
    if isinstance(value, bytes):
        return BINARY
    return TIME if tag in (0x39, 0xE06) else INTEGER


def _raw(value: str | bytes | int, kind: int) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-16-le")
    return value if isinstance(value, bytes) else value.to_bytes(SIZES[kind], "little")


def properties(values: Properties, objects: Mapping[int, int] = {}) -> Node:
    """A property context; `objects`: properties that are subnodes, with the length 0."""
    heap, below, records = Heap(0xBC), dict[int, Node](), dict[int, bytes]()
    tree = heap.add(b"")
    rows = heap.add(b"")
    for tag, value in values.items():
        kind = _kind(value, tag)
        raw = _raw(value, kind)
        if kind == INTEGER:
            records[tag] = struct.pack("<HH", tag, kind) + raw
        elif len(raw) > 1000:
            nid = 0x1F | (0x400 + len(below)) << 5
            below[nid] = Node(raw)
            records[tag] = struct.pack("<HHI", tag, kind, nid)
        else:
            records[tag] = struct.pack("<HHI", tag, kind, heap.add(raw) if raw else 0)
    for tag, nid in objects.items():
        records[tag] = struct.pack("<HHI", tag, OBJECT, heap.add(struct.pack("<II", nid, 0)))
    heap.pieces[0] = struct.pack("<BBBBI", 0xB5, 2, 6, 0, rows if records else 0)
    heap.pieces[1] = b"".join(record for _, record in sorted(records.items()))
    return Node(heap.bytes(tree), below)


def table(rows: Sequence[Properties], ids: Sequence[int]) -> Node:
    """A table context; every row has the same properties, numbers and texts."""
    heap = Heap(0x7C)
    info, index, keys = heap.add(b""), heap.add(b""), heap.add(b"")
    tags = sorted(rows[0]) if rows else []
    columns = [(0x67F2, INTEGER), (0x67F3, INTEGER)] + [(tag, _kind(rows[0][tag], tag)) for tag in tags]
    width = 4 * len(columns)
    bits = bytes(0xFF for _ in range(-(-len(columns) // 8)))
    written = b""
    for nid, row in zip(ids, rows, strict=True):
        cells = [struct.pack("<II", nid, 1)]
        for tag in tags:
            raw = _raw(row[tag], _kind(row[tag], tag))
            cells.append(raw if isinstance(row[tag], int) else struct.pack("<I", heap.add(raw)))
        written += b"".join(cells) + bits
    place = heap.add(written) if rows else 0
    described = sorted((tag, kind, at) for at, (tag, kind) in enumerate(columns))
    head = struct.pack("<BB4H", 0x7C, len(columns), width, width, width, width + len(bits))
    head += struct.pack("<III", index, place, 0)
    head += b"".join(struct.pack("<HHHBB", kind, tag, 4 * at, 4, at) for tag, kind, at in described)
    heap.pieces[0] = head
    heap.pieces[1] = struct.pack("<BBBBI", 0xB5, 4, 4, 0, keys if rows else 0)
    heap.pieces[2] = b"".join(struct.pack("<II", nid, at) for at, nid in enumerate(ids))
    return Node(heap.bytes(info))


def item(made: Item) -> Node:
    node = properties({0x001A: "IPM.Note"} | dict(made.properties))
    if made.recipients:
        node.below[RECIPIENTS] = table(made.recipients, range(1, len(made.recipients) + 1))
    count = len(made.files) + len(made.inside)
    ids = [0x8005 | at << 5 for at in range(count)]
    if count:
        node.below[ATTACHMENTS] = table([{0x0E20: 1} for _ in ids], ids)
    for nid, (name, data) in zip(ids, made.files.items(), strict=False):
        node.below[nid] = properties({0x3705: 1, 0x3707: name, 0x3701: data})
    for nid, inner in zip(ids[len(made.files) :], made.inside, strict=True):
        attachment = properties({0x3705: 5, 0x3001: "inner"}, objects={0x3701: 0x10004})
        attachment.below[0x10004] = item(inner)
        node.below[nid] = attachment
    return node


def pst(folders: Mapping[str, Sequence[Item]], counts: Mapping[str, int] = {}) -> bytes:
    """A file with these folders below its root, or below each other: `Inbox/Old` behind `Inbox`. `counts`:
    what a folder says that it holds, where that is not the truth."""
    out = Writer()
    out.node(STORE, properties({0x3001: "store", 0x35DF: 0x89}))
    out.node(NAMES, properties({0x0001: 251, 0x0002: bytes(16), 0x0003: NAMED, 0x0004: bytes(4)}))
    out.node(ROOT, properties({0x3001: "root", 0x3602: 0, 0x3603: 0}), ROOT)
    nids = {"": ROOT} | {name: 0x8002 | at << 5 for at, name in enumerate(folders)}
    for above, nid in nids.items():
        below = [name for name in folders if name.rpartition("/")[0] == above]
        if below or nid == ROOT:
            shown = [{0x3001: name.rpartition("/")[2]} for name in below]
            out.node(nid + 11, table(shown, [nids[name] for name in below]))
    number = 0
    for name, items in folders.items():
        nid, parent = nids[name], nids[name.rpartition("/")[0]]
        answer: dict[int, str | bytes | int] = {
            0x3001: name.rpartition("/")[2],
            0x3602: counts.get(name, len(items)),
            0x3603: 0,
        }
        out.node(nid, properties(answer), parent)
        ids = [0x200004 | at << 5 for at in range(number, number + len(items))]
        out.node(nid + 12, table([{0x0037: "subject"} for _ in items], ids))
        for one, made in zip(ids, items, strict=True):
            out.node(one, item(made), nid)
        number += len(items)
    return out.file()


def damaged(file: bytes, text: str) -> bytes:
    """The item with this text can't be read any more: its block no longer says that it is a heap."""
    at = file.index(text.encode("utf-16-le"))
    start = at - (at - START) % 64
    while file[start + 2 : start + 4] != b"\xec\xbc":
        start -= 64
    return file[: start + 2] + b"\0\0" + file[start + 4 :]
