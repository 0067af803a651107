from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from leftopen.documents.pdf import TEXT_LIMIT, reader
from tests.documents.pdf_forms import SF86_FIELDS, SF86_PAGE, form
from tests.tier import examples

FORM = form(SF86_FIELDS, SF86_PAGE)


def test_the_text_of_a_page_is_read() -> None:
    assert "QUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS" in reader.read(FORM).text


def test_what_was_typed_into_the_form_is_read() -> None:
    text = reader.read(FORM).text
    assert "form1[0].SSN[0] = 891-23-4567" in text
    assert "form1[0].LastName[0] = Roe" in text


def test_empty_and_unticked_fields_are_left_out() -> None:
    assert "=" not in reader.read(form({"SSN": "", "Box": "Off"})).text


def test_the_xfa_packet_is_read() -> None:
    document = reader.read(form({}, xfa=b"<data><form1><SSN>891-23-4567</SSN><x> </x></form1></data>"))
    assert "SSN = 891-23-4567" in document.text
    assert document.failed == 0


@pytest.mark.hostile("H6")
def test_an_xfa_bomb_is_inflated_only_up_to_the_limit() -> None:
    bomb = form({"SSN": "891-23-4567"}, xfa=b"<a>" + b" " * (200 * 1024 * 1024) + b"</a>")
    assert len(bomb) < 300_000
    document = reader.read(bomb)
    assert "891-23-4567" in document.text
    assert len(document.text) <= TEXT_LIMIT


def test_encrypted_and_broken_files_are_counted() -> None:
    for data in (form(SF86_FIELDS, password="made-up"), b"%PDF-1.7 broken", b"", FORM[: len(FORM) // 3]):
        assert reader.read(data).not_read >= 1


def test_a_field_tree_that_bites_its_tail_ends() -> None:
    book = pikepdf.new()
    book.add_blank_page()
    field = book.make_indirect(Dictionary(T=String("a"), V=Name.Choice, TU=String("tip")))
    field.Kids = Array([field])
    book.Root.AcroForm = Dictionary(Fields=Array([field, field]))
    out = io.BytesIO()
    book.save(out)
    assert reader.read(out.getvalue()).text.count("a (tip) = Choice") == 1


def test_of_a_list_box_the_first_choices_are_read() -> None:
    book = pikepdf.new()
    book.add_blank_page()
    chosen = Array([String(f"choice {number}.") for number in range(1000)])
    book.Root.AcroForm = Dictionary(Fields=Array([Dictionary(T=String("a"), V=chosen)]))
    out = io.BytesIO()
    book.save(out)
    text = reader.read(out.getvalue()).text
    assert "a = choice 0., choice 1., " in text
    assert "choice 999." not in text


def test_files_inside_are_parts() -> None:
    book = pikepdf.new()
    book.add_blank_page()
    book.attachments["note.txt"] = b"SSN 891-23-4567"
    out = io.BytesIO()
    book.save(out)
    assert [(part.name, part.data) for part in reader.read(out.getvalue()).parts] == [
        ("note.txt", b"SSN 891-23-4567")
    ]


def test_it_is_recognised_by_its_first_bytes() -> None:
    assert reader.recognises("x", "application/octet-stream", b"\n%PDF-1.4")
    assert not reader.recognises("x", "", b"PDF")


@given(st.binary(max_size=200), st.integers(0, len(FORM)), st.integers(0, len(FORM)))
@settings(max_examples=examples(100), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, start: int, end: int) -> None:
    reader.read(noise)
    reader.read(FORM[:start] + noise + FORM[end:])


def on_page(comment: str) -> bytes:
    """One annotation on a page, with a file that no list of the PDF names."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    stream = made.make_stream(b"name,ssn")
    file = Dictionary(Type=Name.Filespec, UF=String("roster.csv"), EF=Dictionary(F=stream))
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, FS=made.make_indirect(file), Contents=String(comment)
    )
    made.pages[0].obj.Annots = Array([made.make_indirect(note)] * 2)
    made.save(out)
    return out.getvalue()


def test_comments_and_files_that_hang_on_a_page_are_read() -> None:
    document = reader.read(on_page("SSN 891-23-4567"))
    assert "SSN 891-23-4567" in document.text
    assert [(part.name, part.data) for part in document.parts] == [("roster.csv", b"name,ssn")]
    assert document.failed == 0


def test_one_with_a_password_is_encrypted_and_not_failed() -> None:
    document = reader.read(form(SF86_FIELDS, password="made-up"))
    assert (document.locked, document.failed, document.text) == ("PDF with a password", 0, "")


def test_pages_that_run_in_a_circle_end() -> None:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.Root.Pages.Kids.append(made.Root.Pages)
    made.save(out)
    assert reader.read(out.getvalue()).failed <= 200
