"""The quick answer about a telephone number is that of the library."""

from __future__ import annotations

import random

import phonenumbers
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneNumberType

from leftopen.formats.phone_plans import is_valid
from tests.each import each

CODES = sorted(COUNTRY_CODE_TO_REGION_CODE)


def of_library(country: int, national: str) -> bool:
    zeros = len(national) - len(national.lstrip("0"))
    number = phonenumbers.PhoneNumber(
        country_code=country,
        national_number=int(national or "0"),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )
    return phonenumbers.is_valid_number(number)


def near(country: int) -> list[str]:
    """Numbers that exist in the library's examples, and others that differ by a digit or two."""
    chance = random.Random(country)
    found = []
    for region in COUNTRY_CODE_TO_REGION_CODE[country]:
        for kind in PhoneNumberType.values():
            one = (
                phonenumbers.example_number_for_non_geo_entity(country)
                if region == "001"
                else phonenumbers.example_number_for_type(region, kind)
            )
            if one is not None:
                digits = phonenumbers.national_significant_number(one)
                found.append(digits)
                for _ in range(3):
                    at = chance.randrange(len(digits))
                    found.append(digits[:at] + chance.choice("0123456789") + digits[at + 1 :])
                found += [digits[1:], digits + "7"]
    return [one for one in dict.fromkeys(found) if one]


@each("country", CODES)
def test_numbers_near_the_examples(country: int) -> None:
    tried = near(country)
    assert {one: is_valid(country, one) for one in tried} == {one: of_library(country, one) for one in tried}


@given(country=st.sampled_from(CODES), national=st.text("0123456789", min_size=1, max_size=17))
@example(country=39, national="0612345678")
@example(country=39, national="00612345678")
@example(country=1, national="0" * 10)
def test_any_number(country: int, national: str) -> None:
    assert is_valid(country, national) == of_library(country, national)


def test_every_area_of_north_america() -> None:
    chance = random.Random(1)
    for area in range(1000):
        for _ in range(3):
            national = f"{area:03}{chance.randrange(10**7):07}"
            assert is_valid(1, national) == of_library(1, national), national


def test_a_code_that_does_not_exist() -> None:
    assert not is_valid(999, "2025550142")
