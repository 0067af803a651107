from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.detectors.phone import detector
from tests.detectors.test_examples import found_by

# Kept free for fiction by the regulators of the United Kingdom, France, Germany and Australia.
FICTION = ("+44 20 7946 0958", "+33 1 99 00 12 34", "+49 30 23125 123", "+61 491 570 006")


@pytest.mark.parametrize("number", FICTION)
def test_numbers_of_other_countries_are_found_with_their_code(number: str) -> None:
    assert found_by(detector, f"Roe, J. {number}, Room 4") == [number]


def test_italian_numbers_keep_their_zero() -> None:
    assert found_by(detector, "+39 06 1234 5678") == ["+39 06 1234 5678"]


def test_an_order_number_is_none_unless_the_word_is_there() -> None:
    assert found_by(detector, "order no. 202-555-0142") == []
    assert found_by(detector, "order by phone: 202-555-0142") == ["202-555-0142"]


def test_a_word_belongs_to_the_number_beside_it() -> None:
    assert found_by(detector, "202 555 0142 (cell)") == ["202 555 0142"]
    assert found_by(detector, "tel 202 555 0142 202 555 0143 x") == []
    assert found_by(detector, "tel 202 555 0142, ref 202 555 0143") == ["202 555 0142"]


def test_one_neighbour_that_cannot_be_dialled_refutes_a_column() -> None:
    numbers = [f"202-555-01{last}" for last in range(10, 20)]
    assert found_by(detector, "\n".join(numbers)) == numbers
    assert found_by(detector, "\n".join([*numbers, "202-111-0142"])) == []


def test_tables_of_random_numbers_hold_hardly_any() -> None:
    rng = random.Random(7)
    rows = (
        f"{rng.randrange(1000):03d}-{rng.randrange(1000):03d}-{rng.randrange(10**4):04d}" for _ in range(1000)
    )
    assert len(found_by(detector, "\n".join(rows))) <= 3
    blanks = (
        f"{rng.randrange(1000):03d} {rng.randrange(1000):03d} {rng.randrange(10**4):04d}" for _ in range(1000)
    )
    assert found_by(detector, "\n".join(blanks)) == []
    added = (f"+{rng.randrange(10**11)}" for _ in range(1000))
    assert found_by(detector, "\n".join(added)) == []


def test_the_last_two_digits_are_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("+1 (202) 555-0142") == "+* (***) ***-**42"


@given(st.text(alphabet="+0123456789 -.()/\nt", max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    found_by(detector, "tel " + text)


def test_long_runs_are_read_in_reasonable_time() -> None:
    began = time.process_time()
    found_by(detector, "+" * 100_000 + "1" * 400_000 + "+1 (" * 50_000 + "1-" * 100_000)
    assert time.process_time() - began < 10
