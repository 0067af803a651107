"""A label tells a value over a clause, and no label tells the value of another."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.value_label import LONGEST, PASSPORT, Label

LABEL = Label(*PASSPORT)
VALUE = re.compile(r"\d{9}")


def answer(text: str) -> bool:
    found = VALUE.search(text)
    assert found is not None
    return LABEL.names(text, *found.span())


@pytest.mark.parametrize(
    "text",
    [
        "Passport No.: 512345678",
        "the passport of our guest, valid until May, has the number 512345678",
        "passport of Jane Roe 512345678",
        "passport for Mr. Roe, 12 Example Street, Exampleville: 512345678",
        "Her passport (issued in Exampleville) is numbered 512345678",
        "Her passport expired in 2019; the new one is 512345678",
        "I attach my passport. The number is 512345678.",
        "512345678 is the number of her passport",
        "512345678 (passport)",
        "> the passport of our guest,\n> valid until May, has the number\n> 512345678 as agreed",
        "Le passeport de notre client, valable jusqu'en mai, porte le numéro 512345678",
        "Der Reisepass unseres Gastes, gültig bis Mai, trägt die Nummer 512345678",
    ],
)
def test_a_clause_leads_from_the_label_to_the_value(text: str) -> None:
    assert answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "the passport office closes at 5; order 123456789",
        "passport office, room 123456789",
        "passport lost, call 123456789",
        "Bring your passport. The order number is 123456789",
        "Reisepass bitte mitbringen, Zimmernummer 123456789",
        "UK order 123456789 and a passport",
        "order 123456789 (passport 512345678)",
        '{"passport":"n/a","part":7,"seen":123456789}',
        "Name,Passport,Shipped\nJane,,123456789\n",
        "The passport is at home.\n\nNumber 123456789",
        f"passport {'a' * LONGEST} is 123456789",
    ],
)
def test_another_label_a_row_or_a_paragraph_does_not(text: str) -> None:
    assert not answer(text)


@given(st.text(alphabet="Passport is of.,\n >'’A1:", max_size=140), st.text(max_size=60))
def test_no_text_makes_it_raise(before: str, after: str) -> None:
    answer(f"{before}512345678{after}")


@pytest.mark.parametrize(
    "piece", ["A.B ", "Roe ", "a, ", "of the ", "12 ", "'", "no ", "is ", "A'", ". A", "\n> "]
)
def test_what_stands_between_is_read_once(piece: str) -> None:
    text = f"passport {piece * (LONGEST // len(piece))}512345678{' the Roe' * 12}"
    began = time.process_time()
    for _ in range(100):
        answer(text)
    assert time.process_time() - began < 2
