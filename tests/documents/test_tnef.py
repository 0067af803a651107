from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.eml import reader as eml
from leftopen.documents.tnef import reader
from tests.documents.tnef_files import MARK, attribute, tnef
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
RTF = rb"{\rtf1 SSN " + SSN.encode() + b"}"
PACKED = struct.pack("<IIII", len(RTF) + 12, len(RTF), 0x414C454D, 0) + RTF
JANE: dict[int, str | bytes | int] = {0x0C15: 1, 0x3001: "Jane Roe", 0x39FE: "jane.roe@unit.example"}
INNER = tnef({0x0037: "inner", 0x1000: f"SSN {SSN}"}, {"deep.txt": b"deep"})
WHOLE = tnef(
    {0x0037: "leave", 0x1009: PACKED, 0x0C1A: "John", 0x5D01: "john@one.example", 0x8001: "named"},
    {"roster.txt": b"name,ssn\n"},
    [JANE],
    [INNER],
)


def test_headers_body_attachments_and_the_mail_inside() -> None:
    document = reader.read(WHOLE)
    assert document.not_read == 0
    assert document.text.splitlines() == [
        "From: John <john@one.example>",
        "Subject: leave",
        "To: Jane Roe <jane.roe@unit.example>",
        "",
    ]
    assert document.origins == ("one.example", "unit.example")
    body, roster, inner = document.parts
    assert (body.media, body.data) == ("application/rtf", RTF)
    assert (roster.name, roster.data) == ("roster.txt", b"name,ssn\n")
    mail = eml.read(inner.data)
    assert f"Subject: inner\n\nSSN {SSN}" in mail.text
    assert [(part.name, part.data) for part in mail.parts] == [("deep.txt", b"deep")]


def test_the_attributes_of_old_programs_stand_in_for_properties() -> None:
    sender = struct.pack("<4H", 4, 24, 5, 21) + b"Jane\0" + b"SMTP:jane@one.example"
    more = attribute(1, 0x00069007, struct.pack("<II", 1250, 0)) + attribute(1, 0x00008000, sender)
    more += attribute(1, 0x00018004, b"le\xb3ve\0") + attribute(1, 0x0002800C, b"body\0")
    assert reader.read(tnef({}, more=more)).text.splitlines() == [
        "From: Jane <jane@one.example>",
        "Subject: lełve",
        "",
        "body",
    ]


def test_mails_inside_mails_are_read_to_a_depth_and_the_rest_counted() -> None:
    item = tnef({0x1000: "last"})
    for at in range(60):
        item = tnef({0x1000: f"{at}"}, items=[item])
    document = reader.read(item)
    assert (len(document.parts), document.failed) == (1, 1)


def test_a_list_of_properties_that_is_cut_costs_itself() -> None:
    raw = MARK + b"\1\0" + attribute(1, 0x00069003, struct.pack("<IHH", 1000, 0x1F, 0x37))
    raw += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x0006800F, b"file")
    document = reader.read(raw)
    assert document.failed == 1
    assert [part.data for part in document.parts] == [b"file"]


def test_it_is_recognised_by_its_first_bytes_whatever_its_name() -> None:
    readers = catalogue.readers()
    assert [one for one in readers if readers[one].recognises("a.doc", "", WHOLE[:4096])] == ["tnef"]


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(150), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at], noise):
        reader.read(raw)


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(100), deadline=None)
def test_a_cut_attribute_is_counted(cut: int) -> None:
    """Between two attributes nothing says that more should follow."""
    whole, at = {0}, 6
    while at < len(WHOLE):
        at += 11 + struct.unpack_from("<I", WHOLE, at + 5)[0]
        whole.add(at)
    assert (reader.read(WHOLE[:cut]).not_read >= 1) == (cut not in whole - {0})
