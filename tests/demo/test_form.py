from __future__ import annotations

import io
import random

import pikepdf
import pypdfium2

from leftopen.demo.form import NOTE, TITLE, filled_form
from leftopen.demo.people import Person, staff


def people() -> list[Person]:
    return staff(random.Random(3), 4)


def form() -> bytes:
    person, *known = people()
    return filled_form(person, known)


def leaves(field: pikepdf.Object, path: str = "") -> dict[str, str]:
    here = f"{path}.{field.T}".lstrip(".")
    if "/Kids" not in field:
        return {here: str(field.V)}
    found: dict[str, str] = {}
    for kid in field.Kids:
        found |= leaves(kid, here)
    return found


def fields() -> dict[str, str]:
    with pikepdf.open(io.BytesIO(form())) as pdf:
        return leaves(pdf.Root.AcroForm.Fields[0])


def page_texts() -> list[str]:
    document = pypdfium2.PdfDocument(form())
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_the_same_person_gives_the_same_bytes_and_a_small_file() -> None:
    assert form() == form()
    assert len(form()) < 60_000


def test_every_page_says_what_form_it_is_and_that_it_is_made_up() -> None:
    texts = page_texts()
    assert len(texts) == 6
    assert all(TITLE in text and NOTE in text and "3206 0005" in text for text in texts)


def test_the_headings_are_those_of_the_form() -> None:
    text = "\n".join(page_texts())
    assert all(f"Section {number}" in text for number in (*range(1, 13), *range(14, 20), *range(21, 30)))


def test_the_number_stands_at_the_foot_of_every_page_and_only_in_fields() -> None:
    number = people()[0].ssn
    values = fields()
    assert sum(name.endswith("SSN[1]") and value == number for name, value in values.items()) == 6
    assert values["form1[0].Sections1-6[0].SSN[0]"] == number
    assert number not in "\n".join(page_texts())


def test_the_applicant_and_the_references_are_named_in_the_fields() -> None:
    person, *known = people()
    values = fields()
    assert values["form1[0].Sections1-6[0].TextField11[0]"] == person.family
    assert {friend.name for friend in known} <= set(values.values())
