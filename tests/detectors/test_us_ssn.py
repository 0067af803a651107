from __future__ import annotations

import pytest

from leftopen.contents.find import Finder
from leftopen.detectors.us_ssn import detector
from leftopen.formats.digits import mask
from leftopen.formats.ssn import is_ssn, valid


@pytest.mark.parametrize(
    "digits", ["000121234", "666121234", "900121234", "999121234", "891001234", "891120000"]
)
def test_numbers_that_were_never_issued_are_refused(digits: str) -> None:
    assert not valid(digits)


def test_published_and_repeated_numbers_are_refused() -> None:
    assert not valid("078051120")
    assert not valid("111111111")


@pytest.mark.parametrize(
    "text", ["SSN:891-23-4567", "(891-23-4567)", "891-23-4567.", "x=891-23-4567&y=1", "id/891-23-4567"]
)
def test_a_number_may_touch_punctuation(text: str) -> None:
    start = text.index("891")
    assert is_ssn(text, start, start + 11)


@pytest.mark.parametrize(
    "text", ["1-891-23-4567", "891-23-4567-1", "A891-23-4567", "891-23-45678", "2.891-23-4567"]
)
def test_a_piece_of_a_longer_run_is_refused(text: str) -> None:
    start = text.index("891")
    assert not is_ssn(text, start, start + 11)


def test_bare_digits_need_the_word_close_by() -> None:
    assert is_ssn("ssn 891234567", 4, 13)
    far = "ssn" + " " * 80 + "891234567"
    assert not is_ssn(far, 83, 92)


def test_only_the_last_two_digits_are_shown() -> None:
    assert mask("891-23-4567") == "***-**-**67"
    assert mask("891234567") == "*******67"


@pytest.mark.parametrize("word", ["SSAN:", "SSAN: ", "ssan ", "SSAN#", "SSAN No. ", "My SSAN is ", "SSAN:\n"])
@pytest.mark.parametrize("number", ["891-23-4567", "891234567", "891 23 4567", "891.23.4567"])
def test_the_services_word_for_it_is_as_good(word: str, number: str) -> None:
    """As the US forces write: Social Security account number."""
    finder = Finder({"us_ssn": detector})
    assert [hit.value for hit in finder.find(f"{word}{number}")] == [number]
