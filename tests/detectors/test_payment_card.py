from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.detectors.payment_card import detector, valid
from leftopen.formats.digits import luhn, only
from tests.detectors.test_examples import found_by

# Published by issuers and payment services for tests.
TEST_NUMBERS = [
    "4242424242424242",
    "4111111111111111",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "3056930009020004",
    "36227206271667",
    "3566002020360505",
    "6200000000000005",
]


@pytest.mark.parametrize("number", [number for number in TEST_NUMBERS if number != "3056930009020004"])
def test_published_numbers_are_valid(number: str) -> None:
    assert valid(number)
    assert found_by(detector, f"card: {number}") == [number]


@pytest.mark.parametrize(
    "number", ["4242424242424", "3056930009020004", "1111111111111117", "9999999999999995"]
)
def test_another_length_or_no_issuer_is_refused(number: str) -> None:
    assert not valid(number)


def test_bare_digits_need_a_word_or_a_column_in_which_all_pass() -> None:
    column = "\n".join(TEST_NUMBERS[:5])
    assert found_by(detector, column) == TEST_NUMBERS[:5]
    assert found_by(detector, column + "\n4242424242424241") == []
    assert found_by(detector, TEST_NUMBERS[0]) == []
    assert found_by(detector, "visa" + " " * 80 + TEST_NUMBERS[0]) == []


def test_the_issuer_can_be_the_word() -> None:
    assert found_by(detector, "VISA 4242424242424242 exp 04/27") == ["4242424242424242"]
    assert not found_by(detector, "advisability 4242424242424242")
    assert not found_by(detector, "discarded 4242424242424242")


def test_a_table_of_random_numbers_holds_no_card() -> None:
    rng = random.Random(7)
    bare = "\n".join(f"{rng.randrange(10**5)},4{rng.randrange(10**15):015d}" for _ in range(2000))
    grouped = "\n".join(" ".join(f"{rng.randrange(4000, 5000)}" for _ in range(4)) for _ in range(2000))
    assert sum(luhn(only(line.split(",")[1])) for line in bare.splitlines()) > 100
    assert found_by(detector, bare) == []
    assert len(found_by(detector, grouped)) <= 2


@given(st.text(alphabet="0123456789 -\n", max_size=200))
def test_what_is_found_is_valid(text: str) -> None:
    assert all(valid(value) for value in found_by(detector, "card " + text))
