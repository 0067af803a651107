from __future__ import annotations

import pytest

from leftopen.formats.sf86_form import is_filled, is_form

FORM = "Standard Form 86\nQUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS\nOMB No. 3206-0005\n"


def test_a_form_needs_more_than_its_title() -> None:
    assert is_form(FORM)
    assert not is_form("QUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS, and an SF-86 was handed in")


def test_section_heads_count_as_an_identifier() -> None:
    heads = "\n".join(f"Section {number} - Head" for number in range(1, 11))
    assert is_form("SF 86 printout\n" + heads)


@pytest.mark.parametrize("values", ["Off", "N/A", "", "Provide your name", "see section 4"])
def test_untouched_fields_are_blank(values: str) -> None:
    fields = "".join(f"{name} = {values}\n" for name in ("Last name", "First name", "SSN", "Place of birth"))
    assert not is_filled(FORM + fields)


def test_two_kinds_of_values_are_too_few_and_three_are_enough() -> None:
    two = "Last name = Roe\nFirst name = Jane\n"
    assert not is_filled(two * 5)
    assert is_filled(two + "Date of birth = 1980-02-03\n")


def test_a_tooltip_names_the_field() -> None:
    fields = (
        "form1[0].TextField11[0] (Section 1. Last name.) = Roe\n"
        "form1[0].TextField11[1] (Section 1. First name.) = Jane\n"
        "form1[0].TextField11[2] (Section 4. Social Security Number.) = 891234567\n"
    )
    assert is_filled(fields)


def test_the_number_and_several_nameless_fields_make_it_filled() -> None:
    nameless = "".join(f"form1[0].TextField11[{place}] = x{place}y\n" for place in range(4))
    assert not is_filled(nameless + "form1[0].TextField11[9] = z\n")
    assert is_filled(nameless + "form1[0].Sections1-6[0].SSN[0] = 891-23-4567\n")
