from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.eml import reader as eml
from leftopen.documents.pst import reader
from tests.documents.pst_files import Item, pst
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
SENT = 132_800_000_000_000_000
JANE: dict[int, str | bytes | int] = {0x0C15: 1, 0x3001: "Jane Roe", 0x3003: "jane.roe@unit.example"}
MAIL = Item(
    properties={
        0x0037: "\x01\x04RE: leave", 0x1000: f"café, SSN {SSN}", 0x0039: SENT,
        0x0C1A: "John Doe", 0x0C1F: "john@one.example", 0x3FDE: 65001, 0x1013: f"<p>{SSN}".encode(),
    },
    recipients=[JANE],
    files={"roster.txt": b"name,ssn\n" * 700, "empty.bin": b""},
)  # fmt: skip
SMALL = pst({"Inbox": [MAIL, Item(properties={0x1000: "two"})], "Sent": [Item(properties={0x1000: "three"})]})


def test_each_item_is_a_mail_with_its_attachments() -> None:
    document = reader.read(SMALL)
    assert (len(document.parts), document.failed, document.text) == (3, 0, "")
    mail = eml.read(document.parts[0].data)
    assert mail.text.splitlines()[:4] == [
        "From: John Doe <john@one.example>",
        "To: Jane Roe <jane.roe@unit.example>",
        "Subject: RE: leave",
        "Date: Fri, 29 Oct 2021 16:53:20 +0000",
    ]
    assert f"café, SSN {SSN}" in mail.text
    assert mail.origins == ("one.example", "unit.example")
    assert [(part.name, part.media, part.data) for part in mail.parts] == [
        ("", "text/html", f"<p>{SSN}".encode()),
        ("roster.txt", "application/octet-stream", b"name,ssn\n" * 700),
    ]
    assert mail.failed == 0
    assert ["two" in eml.read(part.data).text for part in document.parts] == [False, True, False]


def test_the_headers_that_a_mail_came_with_are_kept() -> None:
    came = "Received: from a.example\r\n\tby b.example\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n"
    came += "Content-Type: text/html; boundary=x\r\n"
    made = Item(properties={0x007D: came, 0x0037: "another", 0x1000: "text", 0x0E03: "Boss"})
    (part,) = reader.read(pst({"Inbox": [made]})).parts
    assert part.data.startswith(b"Received: from a.example by b.example\r\n")
    mail = eml.read(part.data)
    assert mail.text == "Cc: Boss\nSubject: café\n\ntext"
    assert not mail.failed


def test_what_is_no_mail_has_its_values_as_lines() -> None:
    made = Item(
        properties={0x001A: "IPM.Contact", 0x3A11: "Roe", 0x3A08: "+1 202 555 0143", 0x8083: "j@x.example"}
    )
    (part,) = reader.read(pst({"Contacts": [made]})).parts
    text = eml.read(part.data).text
    assert "surname = Roe\n" in text
    assert "business phone = +1 202 555 0143" in text
    assert "property 8083 = j@x.example" in text


def test_items_that_a_folder_counts_and_does_not_list_are_counted() -> None:
    assert reader.read(pst({"Inbox": [MAIL]}, counts={"Inbox": 5})).failed == 4
    assert reader.read(pst({"Inbox": [MAIL]}, counts={"Inbox": 0})).failed == 0


def test_a_mail_inside_a_mail_is_counted_and_its_first_bytes_are_kept() -> None:
    outer = Item(properties={0x1000: "see inside"}, inside=[Item(properties={0x1000: f"SSN {SSN}"})])
    document = reader.read(pst({"Inbox": [outer]}))
    assert document.failed == 1
    (inner,) = eml.read(document.parts[0].data).parts
    assert SSN in inner.data.decode("utf-16-le", "replace")


def test_many_items() -> None:
    document = reader.read(pst({"Inbox": [Item(properties={0x1000: f"mail {at}"}) for at in range(90)]}))
    assert [f"mail {at}" in eml.read(part.data).text for at, part in enumerate(document.parts)] == [True] * 90


@pytest.mark.parametrize("raw", [b"", b"!BDN", SMALL[:700], SMALL[:0x4600], SMALL[:-600]])
def test_a_damaged_file_is_counted(raw: bytes) -> None:
    assert reader.read(raw).failed >= 1


def test_it_is_recognised_by_its_first_bytes() -> None:
    readers = catalogue.readers()
    assert [name for name in readers if readers[name].recognises("x", "", SMALL[:4096])] == ["pst"]
    assert not reader.recognises("a.pst", "", b"text")


@given(st.integers(8, len(SMALL)), st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(150), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for part in reader.read(SMALL[:at] + noise + SMALL[at + len(noise) :]).parts:
        eml.read(part.data)
    reader.read(SMALL[:at])
    reader.read(b"!BDN" + noise)


def test_a_file_that_lists_no_item_is_searched_as_it_is() -> None:
    document = reader.read(pst({"Inbox": []}))
    assert (document.carved, document.failed) == (True, 1)
