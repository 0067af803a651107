from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.contents.attribution import domains, units_in


@pytest.mark.parametrize(
    ("block", "unit"),
    [
        ("-- \nJane Roe\n27th Special Operations Wing\n", "27th Special Operations Wing"),
        (
            "V/r,\nJANE Q. ROE, GS-12\nJoint Logistics Training Command, G4\n",
            "Joint Logistics Training Command",
        ),
        ("Very respectfully,\nSSG Roe 3rd Battalion\n", "3rd Battalion"),
        ("Regards\nJane Roe | Department of Water\n", ""),
        ("> --\n> Jane Roe\n> Office of the Public Works Department\n", "Public Works Department"),
    ],
)
def test_the_unit_is_read_without_the_person(block: str, unit: str) -> None:
    assert list(units_in("Text.\n\n" + block)) == ([unit] if unit else [])


def test_only_signature_blocks_count() -> None:
    assert not units_in("The 27th Special Operations Wing flies.\n")
    assert not units_in("-- \nJane Roe\nPaul Wing\n")


def test_one_block_counts_a_unit_once() -> None:
    text = "V/r\n3rd Battalion\n3rd Battalion\n" * 2 + "\n" * 9 + "V/r\n3rd Battalion\n"
    assert units_in(text)["3rd Battalion"] == 3


def test_domains_are_ranked_by_count_and_then_by_name() -> None:
    assert domains(Counter({"b.example": 2, "a.example": 2, "c.example": 9})) == (
        ("c.example", 9),
        ("a.example", 2),
        ("b.example", 2),
    )


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    units_in("-- \n" + text)
