"""One document to its text and parts, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from leftopen.formats import sql_text, table_text
from leftopen.formats.carving import between, carve
from leftopen.formats.charset import decode
from leftopen.formats.encryption import encryption
from leftopen.formats.media_files import media_kind
from leftopen.formats.pdf_pages import pages_alone
from leftopen.formats.text_runs import is_binary, text_runs
from leftopen.impact.assess.message_key import MAILS, body_digest, id_in, read_id
from leftopen.model.assessment import Outcome
from leftopen.model.reader import Document, Part, Reader

FIRST = 4096
TEXT = 16 * 1024 * 1024
PICTURE = "image"
HOLDERS = MAILS | {"zip", "tar", "gzip", "bzip2", "xz", "zstd", "seven_zip", "rar", "mbox", "pst", "tnef"}
"""Readers of what has little text beside its parts."""
NAMED = {table_text.MEDIA: table_text.named_cells, sql_text.MEDIA: sql_text.named_rows}
"""How what is searched in pieces gets the names of its columns."""
CUT = "a limit kept the rest of it out: what there is of it was searched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`kind`: the reader's name, or what the file is. `lost`: parts inside of which the reader could give
    nothing, `cut` of them because of a limit; `sealed`: those that are encrypted; `unread`: those that no
    reader reads; `pages`: those that are pictures, where no OCR is wanted. `length` of the text where it is
    not kept. Of a mail, `message_id` ('' for none), and `body` to tell it from others of that ID."""

    kind: str
    outcome: Outcome
    why: str = ""
    text: str = ""
    parts: tuple[Part, ...] = ()
    lost: int = 0
    sealed: int = 0
    unread: int = 0
    pages: int = 0
    length: int = 0
    message_id: str = ""
    body: bytes = b""
    units: tuple[str, ...] = ()
    cut: int = 0
    apart: bool = False
    """Nothing but a holder: what it holds are documents of their own."""

    @property
    def whole(self) -> bool:
        """Nothing in it is lost, sealed or left out, and each of its parts is all there."""
        left_out = self.apart or self.lost or self.sealed or self.unread or self.pages
        return self.outcome is Outcome.READ and not left_out and not any(part.damaged for part in self.parts)


ReadPicture = Callable[[Part], Reading]


def read_document(
    part: Part, readers: Mapping[str, Reader], read_picture: ReadPicture | None = None
) -> Reading:
    """Without `read_picture` no picture is read. Never raises but MemoryError."""
    reading = _read(part, readers, read_picture)
    if part.cut and reading.outcome in (Outcome.READ, Outcome.CARVED):
        return replace(reading, outcome=Outcome.FAILED, why=CUT)
    if reading.outcome is not Outcome.READ:
        return reading
    if part.damaged:
        return replace(reading, outcome=Outcome.CARVED, why="a part that is cut or changed: its sum is wrong")
    if reading.lost and reading.kind not in HOLDERS:
        # Its own text is not all there; of what only holds others, those count that could not be read.
        return replace(reading, outcome=Outcome.CARVED, why=f"{reading.kind}: read in part")
    return reading


def _read(part: Part, readers: Mapping[str, Reader], read_picture: ReadPicture | None) -> Reading:
    media, first = part.media.lower(), part.data[:FIRST]
    kind = PICTURE if part.page else media_kind(first)
    if kind == PICTURE and read_picture is not None:
        return read_picture(part)
    if kind:
        return Reading(kind=kind, outcome=Outcome.UNREAD, why=f"{kind}: not searched")
    name = reader_of(part.name, media, first, readers)
    how = encryption(part.name, media, part.data)
    if name == "" or (name == "text" and (how or is_binary(first))):
        return Reading(kind="encrypted", outcome=Outcome.ENCRYPTED, why=how) if how else carved(part)
    document = readers[name].read(part.data)
    # Many encrypted files open for anybody: with an empty password, or in part.
    nothing = not (document.text.strip() or document.parts or document.pictures)
    if how and nothing:
        return Reading(kind="encrypted", outcome=Outcome.ENCRYPTED, why=how)
    if document.failed and nothing and not document.locked:
        found = _carved(part, f"{name}: damaged")
        return replace(found, kind=name, lost=document.failed + found.lost, cut=document.cut + found.cut)
    outcome, why = _outcome(name, document)
    pages = _pages(part.data, document.pictures) if read_picture is not None else ()
    id = _message_id(name, part, document)
    return Reading(
        kind="encrypted" if outcome is Outcome.ENCRYPTED else name,
        outcome=outcome,
        why=why,
        text=document.text[:TEXT],
        parts=(*document.parts, *pages),
        lost=document.failed
        - sum(one.damaged for one in document.parts)
        + (len(document.pictures) - len(pages) if read_picture is not None else 0),
        cut=document.cut - sum(one.cut for one in document.parts),
        sealed=document.sealed,
        unread=document.unread,
        pages=len(document.pictures) if read_picture is None else 0,
        units=document.origins,
        message_id=id,
        body=body_digest(part, document) if id else b"",
    )


def _pages(data: bytes, numbers: tuple[int, ...]) -> tuple[Part, ...]:
    return tuple(
        Part(name=f"page {number + 1}", media="application/pdf", data=page, page=True)
        for number, page in (pages_alone(data, numbers) if numbers else ())
    )


def _message_id(name: str, part: Part, document: Document) -> str:
    if name not in MAILS:
        return ""
    return read_id(document.message_id) if name == "msg" else id_in(part.data)


def _outcome(name: str, document: Document) -> tuple[Outcome, str]:
    if document.locked:
        return Outcome.ENCRYPTED, document.locked
    if document.carved:
        return Outcome.CARVED, f"{name}: damaged, cut, or of no known kind"
    if len(document.text) > TEXT:
        return Outcome.CARVED, f"{name}: more text than is searched"
    return Outcome.READ, ""


def carved(part: Part, why: str = "no reader for this kind of file") -> Reading:
    """Searched as it is where it is text; else the documents found in its bytes, and the runs of text between
    them. In what was found so itself nothing more is looked for."""
    if is_binary(part.data[:FIRST]):
        return _carved(part, why)
    text = decode(part.data)
    if part.media in NAMED:
        text = NAMED[part.media](text)
    over = int(len(text) > TEXT)
    return Reading(kind="other", outcome=Outcome.CARVED, why=why, text=text[:TEXT], lost=over, cut=over)


def _carved(part: Part, why: str) -> Reading:
    data = part.data
    found = carve(data) if part.at < 0 else ()
    text = text_runs(between(data, found), TEXT)
    over = int(len(text) >= TEXT)
    return Reading(
        kind="other",
        outcome=Outcome.CARVED,
        why=why,
        text=text,
        lost=over,
        cut=over,
        parts=tuple(
            Part(name="", media=one.media, data=data[one.start : one.end], at=one.start) for one in found
        ),
    )


def reader_of(name: str, media: str, first: bytes, readers: Mapping[str, Reader]) -> str:
    """The reader's name; `text`, which accepts nearly anything, is asked last."""
    for one, reader in readers.items():
        if one != "text" and reader.recognises(name, media, first):
            return one
    return "text" if "text" in readers and readers["text"].recognises(name, media, first) else ""
