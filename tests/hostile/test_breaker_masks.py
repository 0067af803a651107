"""Ways to write a personal value so that a person reads it and a pattern does not."""

from __future__ import annotations

import time

import pytest

from tests.pipeline.walking import contents


@pytest.mark.parametrize(
    "text",
    [
        "\u0668\u0669\u0661-\u0662\u0663-\u0664\u0665\u0666\u0667",
        "8\u31649\u11601-23-4567",
        "8\U000e002091-23-4567",
        "8\u03089\u03081-23-4567",
        "8\x009\x011-23-\x1f4567",
        "8\x9f91-23-4567",
        "891-23-4567 and 8\x0091-23-4567",
    ],
)
def test_a_number_that_a_person_can_read_is_masked(text: str) -> None:
    masked = contents().mask(text)
    assert "***-**-**67" in masked
    assert "-23-" not in masked


@pytest.mark.parametrize(
    "text", ["jane.roe@m\u00fcnchen.example", "jane.roe@example\u3002org", "jane.roe@\u4f8b\u3048.example"]
)
def test_an_address_with_a_domain_beyond_ascii_is_masked(text: str) -> None:
    assert "jane" not in contents().mask(text)


@pytest.mark.parametrize("raw", [b"220 8\x009\x001-23-4567", b"8\x019\x021-23-4567", b"8\xc2\x9f91-23-4567"])
def test_control_characters_hide_nothing_from_an_excerpt(raw: bytes) -> None:
    [excerpt] = contents().excerpts([raw])
    assert "***-**-**67" in excerpt


@pytest.mark.parametrize(
    "unit", ["8\u0308", "\u0668", "8\x01", "\U000e0020", "a@\u00e4", "\u00e4.", "a@\u00e4."]
)
def test_a_text_made_of_such_characters_costs_no_more_than_a_moment(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.monotonic()
    contents().mask(text)
    assert time.monotonic() - began < 10
