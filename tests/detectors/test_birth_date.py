from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.contents.find import Finder
from leftopen.detectors.birth_date import detector
from leftopen.formats.written_date import is_date

FINDER = Finder({"birth_date": detector})


def dates(text: str) -> list[str]:
    return [hit.value for hit in FINDER.find_in_both(text)]


DATES = (
    "1980-02-03 1980/2/3 02/03/1980 2/3/80 03.02.1980 19800203 03FEB1980 3-Feb-80 29/02/2000 31/12/1999",
    "3 Feb 1980|3rd of February 1980|February 3, 1980|Feb. 3 1980|3 février 1980|3. Mai 1980",
)
WORDS = (
    "DOB |D.O.B.: |dob=|<dob>|Birthday: |Birthdate\n|born on |née le |né(e) le : |date de naissance : ",
    'geboren am |fecha de nacimiento: |"birth_date": "|birthDate": {"$date": "|Date of Birth (YYYY-MM-DD) ',
    "form1[0].#subform[2].TextField11[3] (Section 2. Date of birth.) = |DateOfBirth[0] = ",
)


@pytest.mark.parametrize("date", [*DATES[0].split(), *DATES[1].split("|")])
def test_dates_are_found_in_every_form_and_only_behind_the_word(date: str) -> None:
    assert dates(f"Date of birth: {date}, Exampleville") == [date]
    assert dates(f"Date of issue: {date}, Exampleville") == []


@pytest.mark.parametrize("words", "|".join(WORDS).split("|"))
def test_the_words_of_several_languages_and_formats(words: str) -> None:
    assert dates(f"Jane Roe {words}1980-02-03") == ["1980-02-03"]


def test_an_accent_in_two_characters_is_one() -> None:
    assert dates("ne\u0301e le 1980-02-03") == ["1980-02-03"]


@pytest.mark.parametrize("before", ["He was ", "our son, ", "Jane Roe (", "Roe, Jane was "])
def test_people_are_born(before: str) -> None:
    assert dates(f"{before}born on 3 March 1980") == ["3 March 1980"]


@pytest.mark.parametrize("before", ["It was ", "Example Inc was ", "the idea was ", "New", "Wide Web was "])
def test_other_things_are_founded(before: str) -> None:
    assert dates(f"{before}born on 3 March 1980") == []


@pytest.mark.parametrize(
    "before",
    ["", "On the 4th.\n", "Unknown man. ", "> ", "- ", "No name here\n\n", "Name withheld | "],
)
@pytest.mark.parametrize(
    "answer", ["born on 4 May 1980", "Born 4 May 1980", "born in Exampleville on 4 May 1980"]
)
def test_whoever_is_not_named_is_a_person_at_the_beginning_of_a_sentence(before: str, answer: str) -> None:
    assert dates(f"{before}{answer}, 1.80 m") == ["4 May 1980"]


@pytest.mark.parametrize(
    "answer", ["née le 4 mai 1980", "nee le 4 mai 1980", "ne(e) le : 4 mai 1980", "NE LE 04/05/1980"]
)
def test_the_french_word_needs_no_name_and_no_accent(answer: str) -> None:
    assert len(dates(answer)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "the browser that was then\nborn on 4 May 1993",
        "Born on 4 May 2015, our company grows",
        "Example (born on 4 May 1993)",
        "a star is born on 4 May 2015",
        "on ne le sait que depuis le 4 mai 2015",
        "ne le dites pas : 4 mai 2015",
    ],
)
def test_in_the_middle_of_a_sentence_things_are_born(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    "date", ["1980-13-13", "31/02/1980", "00/00/0000", "1899-01-01", "2045-01-01", "99/99/99", "33FEB1980"]
)
def test_days_that_never_were_are_refused(date: str) -> None:
    assert dates(f"DOB: {date}") == []


def test_only_the_shape_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("3 février 1980") == "* xxxxxxx ****"


@given(st.text(alphabet="0123456789-/. Ffebr", max_size=20))
def test_no_text_makes_it_raise(text: str) -> None:
    is_date(text)
    dates(f"DOB: {text}")


def test_long_runs_are_read_in_linear_time() -> None:
    began = time.process_time()
    dates("dob" * 200_000 + "DOB: (" * 100_000 + "born " * 100_000 + "1980-02-03 " * 50_000)
    assert time.process_time() - began < 10
