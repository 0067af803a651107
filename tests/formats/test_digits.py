from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import digits


@pytest.mark.parametrize("text", ["(1234)", "x=1234&", "1234.", "/1234", "1234"])
def test_a_number_may_touch_punctuation(text: str) -> None:
    start = text.index("1234")
    assert digits.stands_alone(text, start, start + 4)


@pytest.mark.parametrize("text", ["51234", "12345", "a1234", "5-1234", "1234.5", "_1234", "1234_"])
def test_a_piece_of_something_longer_is_not_alone(text: str) -> None:
    start = text.index("1234")
    assert not digits.stands_alone(text, start, start + 4)


@pytest.mark.parametrize("text", ["x1234y", "_1234_", "/7/1234/7", "7:1234:7", "1234.5", "1234-5", "(1234)"])
def test_in_what_is_stored_it_may_stand_in_a_path(text: str) -> None:
    start = text.index("1234")
    assert digits.is_separate(text, start, start + 4)


@pytest.mark.parametrize("text", ["51234", "12345", "5-1234", "5.1234"])
def test_a_piece_of_something_longer_is_not_apart(text: str) -> None:
    start = text.index("1234")
    assert not digits.is_separate(text, start, start + 4)


def test_a_number_goes_on_by_the_mark_that_it_is_written_with() -> None:
    assert digits.runs_on("12-34-5", 0, 5)
    assert not digits.runs_on("12-34.5", 0, 5)
    assert not digits.runs_on("12-34-", 0, 5)


def test_a_row_of_numbers_is_seen() -> None:
    assert digits.is_spaced("5678 1234 9", 5, 9)
    assert digits.is_spaced("1234\t9", 0, 4)
    assert not digits.is_spaced("no 1234 of", 3, 7)


@pytest.mark.parametrize("number", ["0", "18", "79927398713", "4242424242424242", "378282246310005"])
def test_the_last_digit_of_a_number_with_luhn_is_checked(number: str) -> None:
    assert digits.luhn(number)
    assert not any(digits.luhn(number[:-1] + str(last)) for last in range(10) if str(last) != number[-1])


def test_the_last_two_are_shown() -> None:
    assert digits.mask("891-23-4567") == "***-**-**67"
    assert digits.mask("DE12 3456 78") == "**** **** 78"


@given(st.text(alphabet="12 \t-./:_ax\n", max_size=12), st.integers(0, 12), st.integers(1, 12))
def test_both_at_once_is_the_same(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    both = digits.stands_alone(text, start, end) and not digits.is_spaced(text, start, end)
    assert start >= end or digits.stands_free(text, start, end) == both


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_no_text_makes_it_raise(text: str, start: int, end: int) -> None:
    digits.stands_alone(text, start, end)
    digits.is_spaced(text, start, end)
    digits.only(digits.mask(text))
