"""Archives as writers make them, and as nobody should: zip, Word and Excel files, and bombs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

TYPES = "[Content_Types].xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


class Unseekable(io.RawIOBase):
    """A pipe: sizes are written behind each entry."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self.written += piece
        return len(piece)


def zipped(
    files: Mapping[str, str | bytes] | Mapping[str, str] | Mapping[str, bytes],
    method: int = zipfile.ZIP_DEFLATED,
    piped: bool = False,
) -> bytes:
    out = Unseekable() if piped else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.written if isinstance(out, Unseekable) else out.getvalue()


def without_directory(data: bytes) -> bytes:
    """Cut where the central directory begins."""
    return data[: data.index(b"PK\x01\x02")]


def docx(body: str, **others: str) -> bytes:
    """`body`: what stands in `w:body`; `others`: further files below `word/` by name, as `footer1`."""
    document = f"{XML}<w:document {W}><w:body>{body}</w:body></w:document>"
    files = {TYPES: f"{XML}<Types/>", "_rels/.rels": f"{XML}<Relationships {RELATIONS}/>"}
    files |= {"word/document.xml": document, "word/styles.xml": f"{XML}<w:styles {W}/>"}
    return zipped(files | {f"word/{name}.xml": content for name, content in others.items()})


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def xlsx(*sheets: str, others: Mapping[str, str] = {}) -> bytes:
    """`sheets`: what stands in `sheetData`; `others`: further files below `xl/` by path."""
    files = {TYPES: f"{XML}<Types/>", "_rels/.rels": f"{XML}<Relationships {RELATIONS}/>"}
    names = "".join(f'<sheet name="Sheet {at}" sheetId="{at}"/>' for at in range(1, len(sheets) + 1))
    files["xl/workbook.xml"] = f"{XML}<workbook {S}><sheets>{names}</sheets></workbook>"
    for at, rows in enumerate(sheets, 1):
        data = f"{XML}<worksheet {S}><sheetData>{rows}</sheetData></worksheet>"
        files[f"xl/worksheets/sheet{at}.xml"] = data
    return zipped(files | {f"xl/{name}": content for name, content in others.items()})


def row(*cells: str | int | float) -> str:
    """Words as inline strings, numbers as numbers."""
    return (
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            if isinstance(cell, str)
            else f"<c><v>{cell}</v></c>"
            for cell in cells
        )
        + "</row>"
    )


def strings(*values: str) -> str:
    return f"{XML}<sst {S}>" + "".join(f"<si><t>{value}</t></si>" for value in values) + "</sst>"


def overlapping(entries: int, content: bytes) -> bytes:
    """Many entries of the directory that all mean the same few bytes."""
    raw = zipped({"a": content})
    at = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    directory = raw[at:end] * entries
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, entries, entries, len(directory), at, 0)
    return raw[:at] + directory + tail


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]>"
)
