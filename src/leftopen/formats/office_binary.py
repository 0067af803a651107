"""Word, Excel and PowerPoint files of 1995 to 2007 are compound files: which of them one is, its properties,
and the files embedded in it. Sources: MS-CFB, MS-DOC 2.1, MS-XLS 2.1, MS-PPT 2.1, MS-OLEPS, MS-OLEDS.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from leftopen.formats.charset import decode
from leftopen.formats.compound_file import MARK, CompoundFile, NotCompound, Path
from leftopen.formats.mapi_item import charset
from leftopen.formats.msg_item import is_item
from leftopen.formats.text_runs import text_runs
from leftopen.model.reader import Document, Part

DOC, XLS, PPT, MSG = "doc", "xls", "ppt", "msg"
MEDIA = {
    DOC: "application/msword",
    XLS: "application/vnd.ms-excel",
    PPT: "application/vnd.ms-powerpoint",
    MSG: "application/vnd.ms-outlook",
}
NAMES = {
    DOC: (".doc", ".dot", ".wiz"),
    XLS: (".xls", ".xlt", ".xla", ".xlm", ".xlw"),
    PPT: (".ppt", ".pps", ".pot", ".ppa"),
    MSG: (".msg", ".oft"),
}
STREAMS = {
    DOC: ("worddocument",),
    XLS: ("workbook", "book"),
    PPT: ("powerpoint document",),
}
SIGNS = {
    DOC: "WordDocument".encode("utf-16-le"),
    XLS: "Workbook".encode("utf-16-le"),
    PPT: "PowerPoint Document".encode("utf-16-le"),
    MSG: "__substg1.0_".encode("utf-16-le"),
}
"""Names of streams. The directory of a large file is not in its first bytes."""
TEXT_LIMIT = 4 * 1024 * 1024
PARTS_LIMIT = 1_000

NATIVE = "\x01Ole10Native"
EMBEDDED = ("package", "contents", NATIVE.lower(), *STREAMS[XLS])
PROPERTY_SETS = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
PROPERTIES = 1_000
CODEPAGE, NARROW, WIDE = 1, 0x1E, 0x1F
NAMED = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 7: "template", 8: "last author"}


def looks_like(kind: str, name: str, media: str, first: bytes) -> bool:
    """By its name, its media type, or the names in its first bytes."""
    if not first.startswith(MARK):
        return False
    if any(media == known for known in MEDIA.values()):
        return media == MEDIA[kind]
    if name.lower().endswith(tuple(end for ends in NAMES.values() for end in ends)):
        return name.lower().endswith(NAMES[kind])
    return next((one for one in SIGNS if SIGNS[one] in first), "") == kind


def kind_of(file: CompoundFile) -> str:
    """`doc`, `xls`, `ppt`, `msg`, or '' for any other compound file."""
    names = {name.lower() for name in file.below(())}
    found = next((kind for kind, known in STREAMS.items() if names.intersection(known)), "")
    return found or (MSG if is_item(file) else "")


def encryption(file: CompoundFile) -> str:
    """How the whole file is encrypted; '' when it is not, or when its own streams say so."""
    names = file.below(())
    if "EncryptedPackage" in names:
        return "Office with a password"
    return "rights-managed mail" if any("DRMContent" in name for name in names) else ""


def open_compound(data: bytes, kind: str) -> CompoundFile | Document:
    """The file, if it is of that kind. Else what there is to say of it: that it is of another kind, or
    encrypted, or only runs of text."""
    try:
        file = CompoundFile(data)
    except NotCompound:
        return carve(data)
    found = kind_of(file)
    if found == kind and kind:
        return file
    if found:
        return Document(text="", parts=(Part(name="", media=MEDIA[found], data=data),))
    if how := encryption(file):
        return Document(text="", locked=how)
    return carve(data, file)


def carve(data: bytes, file: CompoundFile | None = None, failed: int = 0) -> Document:
    """A damaged file, or of no kind known: the runs of text in it, and the files embedded in it."""
    parts, lost = embedded(file) if file is not None else ((), 0)
    return Document(text=text_runs(data, TEXT_LIMIT), parts=parts, failed=failed + lost, carved=True)


def stream_named(file: CompoundFile, kind: str, storage: Path = ()) -> Path | None:
    """The main stream of a kind right in that storage."""
    found = (name for name in file.below(storage) if name.lower() in STREAMS[kind])
    return next(((*storage, name) for name in found), None)


# --- embedded files


def embedded(file: CompoundFile) -> tuple[tuple[Part, ...], int]:
    """The files that were put into a document, and how many could not be read whole. A sheet is a stream of
    its own, which its reader takes as it is."""
    parts: list[Part] = []
    failed = 0
    for path in file.streams:
        # The main stream of the document itself is no part.
        if len(path) < 2 or path[-1].lower() not in EMBEDDED:
            continue
        if len(parts) >= PARTS_LIMIT:
            failed += 1
            continue
        content, whole = file.read(path)
        failed += not whole
        if content:
            parts.append(_part(path[-1], content))
    return tuple(parts), failed


def _part(name: str, content: bytes) -> Part:
    if name.lower() in STREAMS[XLS]:
        return Part(name="", media=MEDIA[XLS], data=content)
    return _native(content) if name == NATIVE else Part(name="", media="", data=content)


def _native(content: bytes) -> Part:
    """A file as Windows packs it: its length, a number, its name, its path, and its content. The stream as
    it is where it holds something else."""
    name_end = content.find(b"\0", 6, 6 + 260)
    path_end = content.find(b"\0", name_end + 1, name_end + 1 + 1024) if name_end > 0 else -1
    at = path_end + 1 + 4
    if content[4:6] == b"\x02\x00" and path_end > 0 and at + 4 <= len(content):
        (length,) = struct.unpack_from("<I", content, at)
        at += 4 + length
        if at + 4 <= len(content):
            (size,) = struct.unpack_from("<I", content, at)
            name = decode(content[6:name_end])
            return Part(name=name, media="", data=content[at + 4 : at + 4 + size])
    return Part(name="", media="", data=content[4:])


# --- properties


def properties(file: CompoundFile) -> str:
    """Author, title and the like, as `name = value` lines."""
    lines: list[str] = []
    for name in PROPERTY_SETS:
        if (name,) in file:
            lines += _properties(file.read((name,))[0])
    return "\n".join(lines)


def _properties(data: bytes) -> Iterator[str]:
    """The texts of the first set. Each property is a number and its place."""
    if len(data) < 56:
        return
    (start,) = struct.unpack_from("<I", data, 44)
    if start + 8 > len(data):
        return
    (count,) = struct.unpack_from("<I", data, start + 4)
    listed = min(count, PROPERTIES, (len(data) - start - 8) // 8)
    pairs = dict(struct.unpack_from("<II", data, start + 8 + 8 * at) for at in range(listed))
    narrow = ""
    if (at := start + pairs.get(CODEPAGE, len(data))) + 6 <= len(data):
        narrow = charset(struct.unpack_from("<H", data, at + 4)[0])
    for number, at in pairs.items():
        value = _text(data, start + at, narrow)
        if value:
            yield f"{NAMED.get(number, f'property {number}')} = {value}"


def _text(data: bytes, at: int, narrow: str) -> str:
    """A property's value if it is a text."""
    if at + 8 > len(data):
        return ""
    kind, length = struct.unpack_from("<II", data, at)
    if kind == NARROW:
        raw = data[at + 8 : at + 8 + min(length, 65_536)].rstrip(b"\0")
        return " ".join(decode(raw, narrow).split())
    if kind == WIDE:
        raw = data[at + 8 : at + 8 + 2 * min(length, 32_768)]
        return " ".join(raw[: len(raw) & ~1].decode("utf-16-le", "replace").replace("\0", "").split())
    return ""
