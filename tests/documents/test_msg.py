from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.eml import reader as eml
from leftopen.documents.msg import reader
from tests.documents.ole_files import Item, msg, ole
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
JANE: dict[int, str | bytes | int] = {0x0C15: 1, 0x3001: "Jane Roe", 0x39FE: "jane.roe@unit.example"}
INNER = Item(properties={0x0037: "inner", 0x1000: f"SSN {SSN}"}, files={"deep.txt": b"deep"})
MAIL = Item(
    properties={0x0037: "leave", 0x1000: "café " * 2000, 0x0C1A: "John", 0x0C1F: "john@one.example",
                0x0039: 132_800_000_000_000_000, 0x1013: b"<p>page"},
    recipients=[JANE],
    files={"roster.txt": b"name,ssn\n" * 700},
    inside=[INNER],
)  # fmt: skip
WHOLE = msg(MAIL)


def test_headers_and_body_are_text_and_the_rest_parts() -> None:
    document = reader.read(WHOLE)
    assert document.failed == 0
    assert document.text.splitlines()[:6] == [
        "From: John <john@one.example>",
        "Subject: leave",
        "Date: Fri, 29 Oct 2021 16:53:20 +0000",
        "To: Jane Roe <jane.roe@unit.example>",
        "",
        "café " * 2000,
    ]
    assert document.origins == ("one.example", "unit.example")
    page, roster, inner = document.parts
    assert (page.media, page.data) == ("text/html", b"<p>page")
    assert (roster.name, roster.data) == ("roster.txt", b"name,ssn\n" * 700)
    assert (inner.name, inner.media) == ("inner", "message/rfc822")
    mail = eml.read(inner.data)
    assert f"Subject: inner\n\nSSN {SSN}" in mail.text
    assert [(part.name, part.data) for part in mail.parts] == [("deep.txt", b"deep")]


def test_text_in_single_bytes_has_the_code_page_that_the_item_names() -> None:
    item = Item(
        properties={0x1000: "café", 0x3FFD: 1252}, recipients=[{0x0C15: 1, 0x3001: "José"}], narrow=True
    )
    assert reader.read(msg(item)).text == "To: José\n\ncafé"


def test_mails_inside_mails_are_read_to_a_depth_and_the_rest_counted() -> None:
    item = Item(properties={0x1000: "last"})
    for at in range(60):
        item = Item(properties={0x1000: f"{at}"}, inside=[item])
    document = reader.read(msg(item))
    assert (len(document.parts), document.failed) == (1, 1)


def test_a_compound_file_of_another_kind_is_searched_as_runs_of_text() -> None:
    document = reader.read(ole({"VisioDocument": f"SSN {SSN} ".encode() * 10}))
    assert document.carved
    assert SSN in document.text


def test_a_document_of_word_with_the_name_of_a_mail_is_passed_on_as_what_it_is() -> None:
    raw = ole({"WordDocument": b"x"})
    (part,) = reader.read(raw).parts
    assert (part.media, part.data) == ("application/msword", raw)


def test_it_is_recognised_by_the_names_of_its_streams_or_its_own() -> None:
    readers = catalogue.readers()
    assert [name for name in readers if readers[name].recognises("a.msg", "", WHOLE[:4096])] == ["msg"]
    small = msg(Item(properties={0x1000: "x"}))
    assert reader.recognises("", "", small[:4096])
    assert not reader.recognises("a.doc", "application/msword", ole({"WordDocument": b"x"})[:4096])


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(200), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at], noise + WHOLE[:at]):
        for part in reader.read(raw).parts:
            eml.read(part.data)


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(100), deadline=None)
def test_however_it_is_cut_the_loss_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).not_read >= 1
