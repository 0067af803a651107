"""Values in archives, mailboxes and office files, through the readers' child process; and bombs of all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from leftopen.catalogue import detectors, readers
from leftopen.contents import Contents
from leftopen.contents.unpack import INSIDE, PARTS, documents
from leftopen.model.reader import Document, Part, Reader
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from tests.documents.archives import LAUGHS, W, docx, paragraph, row, without_directory, xlsx, zipped
from tests.documents.pdf_forms import form

FROM = b"From jane@unit.example Sun Feb 12 10:11:12 2023\n"
HEAD = b"From: jane@unit.example\nSubject: x\n"
SSN = "SSN 891-23-4567"


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    built = Contents.build(detectors(), readers(), b"k" * 32)
    yield built
    built.close()


def mail_with(data: bytes, name: str) -> bytes:
    message = EmailMessage()
    message["From"] = "jane@unit.example"
    message.set_content("see the attachment")
    message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()


WORD = docx(paragraph("SSN 891", "-23-", "4567"))
SHEET = xlsx(row("Name", "SSN") + row("Roe", 891234567))
SHAPES = {
    "mbox": FROM + HEAD + b"\n" + SSN.encode() + b"\n\n" + FROM + HEAD + b"\nnothing\n",
    "zip": zipped({"a.txt": SSN}),
    "zip, cut off": without_directory(zipped({"a.txt": SSN})),
    "zip in zip": zipped({"a.zip": zipped({"b.zip": zipped({"a.txt": SSN})})}),
    "docx": WORD,
    "docx, cut off": without_directory(WORD),
    "docx in zip": zipped({"a.docx": WORD}),
    "xlsx": SHEET,
    "xlsx in a mail in an mbox": FROM + mail_with(SHEET, "a.xlsx"),
    "pdf form in zip": zipped({"a.pdf": form({"SSN": "891234567"})}, 0),
    "stored pdf in zip, found though": zipped({"a.pdf": form({"SSN": "891234567"})}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_planted_number_is_found_in_every_shape(contents: Contents, shape: str) -> None:
    evidence = contents.classify(Sample(("x", "", SHAPES[shape])), Severity.LOW)
    held = {held.label: held for held in evidence.holds}["us_ssn"]
    assert (held.distinct, held.examples[0].replace("-", "")) == (1, "*******67")
    assert "891" not in repr(evidence)
    assert evidence.failed == ("cut off" in shape)


def test_the_name_of_a_file_is_looked_at_also_where_the_file_is_sealed(contents: Contents) -> None:
    raw = bytearray(zipped({f"{SSN}.txt": "x"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    evidence = contents.classify(Sample(("x", "", bytes(raw))), Severity.LOW)
    assert [held.label for held in evidence.holds] == ["us_ssn"]
    assert evidence.failed == 1


def nested_bomb(levels: int) -> bytes:
    raw = b"\0" * (1024 * 1024)
    for _ in range(levels):
        raw = zipped({f"{at}.zip": raw for at in range(6)})
    return raw


TAGS = zipped({"[Content_Types].xml": "", "word/a.xml": "<a>" + "<a/>" * 200_000})
BOMBS = {
    "a zero": zipped({"a.txt": b"\0" * (64 * 1024 * 1024)}),
    "zip in zip in zip": nested_bomb(3),
    "laughs": zipped({"[Content_Types].xml": "<T/>", "word/document.xml": LAUGHS + f"<x {W}>&j;</x>"}),
    "many documents": zipped({f"{at}.docx": TAGS for at in range(8)}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_end_soon_and_are_counted(contents: Contents, kind: str) -> None:
    began = time.monotonic()
    evidence = contents.classify(Sample(("x", "", BOMBS[kind])), Severity.LOW)
    assert time.monotonic() - began < 60
    assert evidence.failed > 0
    assert evidence.holds == ()


def grows(data: bytes) -> Document:
    return Document(text="", parts=(Part(name="", media="", data=bytes(8 * 1024 * 1024)),) * 3)


def always(name: str, media: str, first: bytes) -> bool:
    return True


def itself(reader: Reader, data: bytes) -> Document:
    return reader.read(data)


def test_parts_of_a_sample_are_held_up_to_a_limit_and_the_rest_is_counted() -> None:
    grown = {"grows": Reader(recognises=always, read=grows)}
    found = list(documents(Sample(("x", "", b"x")), grown, itself))
    assert len(found) == 1 + INSIDE // (8 * 1024 * 1024)
    assert sum(document.failed for document in found) == len(found) * 3 - (len(found) - 1)


def test_when_time_is_over_no_reader_is_asked_and_the_bytes_are_looked_at() -> None:
    grown = {"grows": Reader(recognises=always, read=grows)}
    ticks = iter(range(0, 1000, 20))
    pieces = Sample(*((str(number), "", SSN.encode()) for number in range(4)))
    found = list(documents(pieces, grown, itself, clock=lambda: next(ticks)))
    assert [SSN in document.text for document in found[:4]] == [False, True, True, True]
    assert all(document.failed for document in found[1:4])


def test_what_is_not_unpacked_is_named_and_counted() -> None:
    sample = Sample(*((f"file{at}.txt", "text/plain", b"x") for at in range(PARTS + 2)))
    *_, last = documents(sample, readers(), lambda reader, data: reader.read(data))
    assert (last.text, last.failed) == (f"file{PARTS}.txt\nfile{PARTS + 1}.txt", 2)
