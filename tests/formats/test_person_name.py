from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.person_name import read_name, read_parts


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe",
        "Roe, Jane",
        "ROE, JANE Q",
        "JANE ROE",
        "ROE Jane",
        "Jane Q. Roe",
        "Dr. Jane Roe Jr.",
        "Roe, Jane Q CIV USAF AFMC (USA)",
        '"Roe, Jane"',
        'Jane "Jay" Roe',
        "Jané Röe",
    ],
)
def test_one_spelling(text: str) -> None:
    name = read_name(text)
    assert name is not None
    assert (name.full, name.masked) == ("jane roe", "J*** R**")
    assert name.middle in ("", "q")


@pytest.mark.parametrize("text", ["Ana van der Velde", "van der Velde, Ana", "VAN DER VELDE, Ana"])
def test_particles_belong_to_the_last_name(text: str) -> None:
    name = read_name(text)
    assert name is not None
    assert (name.first, name.last) == ("ana", "vandervelde")


def test_an_initial_is_shown_as_one() -> None:
    name = read_name("J. Roe")
    assert name is not None
    assert name.masked == "J. R**"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jane",
        "Duty Desk",
        "jane.roe@example.org",
        "Room 7",
        "Example Support Team",
        "see the list below",
        "a/b c",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert read_name(text) is None


def test_the_fields_of_a_form() -> None:
    name = read_parts("Jane", "Quinn", "O'Roe")
    assert name is not None
    assert (name.first, name.middle, name.last) == ("jane", "q", "oroe")
    assert read_parts("", "", "Roe") is None


@given(st.text(max_size=100))
def test_no_text_makes_it_raise_and_no_name_is_in_its_mask(text: str) -> None:
    name = read_name(text)
    if name is not None:
        assert set(name.masked.partition(" ")[0][1:]) <= {"*", "."}
