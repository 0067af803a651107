from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from leftopen.contents.find import Finder
from leftopen.detectors.iban import LENGTHS, detector, valid
from tests.detectors.test_examples import found_by
from tests.each import each

# Printed as examples in the registry of the numbers.
PRINTED = [
    "NO9386011117947",
    "BE68539007547034",
    "NL91ABNA0417164300",
    "SI56263300012039086",
    "AT611904300234573201",
    "CH9300762011623852957",
    "DE89370400440532013000",
    "AE070331234567890123456",
    "ES9121000418450200051332",
    "PT50000201231234567890154",
    "TR330006100519786457841326",
    "FR1420041010050500013M02606",
    "PL61109010140000071219812874",
    "BR9700360305000010009795493P1",
    "KW81CBKU0000000000001234560101",
    "MT84MALT011000012345MTLCAST001S",
    "LC55HEMM000100010012001200023015",
]


def check_digits(country: str, account: str) -> str:
    rest = int("".join(str(int(char, 36)) for char in account + country + "00")) % 97
    return f"{98 - rest:02d}"


@each("number", PRINTED)
def test_printed_examples_are_valid_in_one_piece_and_in_groups(number: str) -> None:
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    assert found_by(detector, f"to {number}.") == [number]
    assert found_by(detector, f"to {grouped} BIC") == [grouped]


@each("number", PRINTED)
def test_one_wrong_digit_is_refused(number: str) -> None:
    at = next(at for at in range(4, len(number)) if number[at].isdigit())
    wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    assert found_by(detector, wrong) == []


@each("country", LENGTHS)
def test_every_country_is_found_at_its_length_only(country: str) -> None:
    account = "1203405607809010203040506070809"[: LENGTHS[country] - 4]
    number = country + check_digits(country, account) + account
    assert found_by(detector, number) == [number]
    assert not valid(number[:-1])
    assert not valid(number + "0")


FINDER = Finder({"iban": detector})
NAMES = ["IBAN: ", "iban=", "Your IBAN is ", "IBAN-Nr. ", "form1[0].Iban[0] = "]


@each("number", PRINTED)
@each("name", NAMES)
def test_in_small_letters_it_needs_its_name(number: str, name: str) -> None:
    low = number.lower()
    grouped = " ".join(low[at : at + 4] for at in range(0, len(low), 4))
    for text in (low, grouped):
        padded = "An ordinary line of a mail, nothing else.\n" * 20 + f"{name}{text} paid"
        assert [hit.value for hit in FINDER.find(padded)] == [text]
    assert FINDER.find(f"reference {low}") == []


def test_the_country_and_the_end_are_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("DE89 3704 0044 0532 0130 00") == "DE** **** **** **** **** 00"


@given(st.text(alphabet="ABDEFGNOR0123456789 ", max_size=120))
def test_what_is_found_is_valid(text: str) -> None:
    assert all(valid(value.replace(" ", "")) for value in found_by(detector, text))


def test_long_runs_are_read_in_linear_time() -> None:
    began = time.process_time()
    found_by(detector, "DE12" * 250_000 + "DE12 " * 200_000)
    assert time.process_time() - began < 10
