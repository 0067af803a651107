"""Made-up numbers, one of each country, whose check digits another implementation confirmed."""

from __future__ import annotations

from leftopen.formats.vat_digits import COUNTRIES, country_of, valid, valid_at_home

VALID = (
    "ATU00330766", "BE0549026730", "BG689283838", "CHE332014686", "CY21179376I", "CZ75368315", "DE670286196",
    "DK78434783", "EE939204605", "EL753027922", "ESB69370328", "FI15164067", "FR88705691095", "GB355126270",
    "HR13165821247", "HU68718295", "IE6676884S", "IT28495400070", "LT566249313", "LU52943563",
    "LV40725134856", "MT61198650", "NL939951699B43", "NO020507616", "PL6230351628", "PT255741987",
    "RO16908967", "SE157377638001", "SI39279588", "SK5481502147", "XI509069790",
)  # fmt: skip


def test_each_country_has_one() -> None:
    assert {country_of(value) for value in VALID} == set(COUNTRIES)
    assert [value for value in VALID if not valid(value)] == []


def test_another_last_check_digit_is_refused() -> None:
    """Of ten digits in the place that the rules of the country check, one is right; two in the Netherlands,
    which have two rules."""
    wrong = []
    for value in VALID:
        place = {"NL": 10, "SE": 11, "IE": 8, "CY": 9, "FR": 12}.get(value[:2], len(value) - 1)
        tried = [f"{value[:place]}{digit}{value[place + 1 :]}" for digit in "0123456789"]
        if sum(map(valid, tried)) > 1 + value.startswith("NL"):
            wrong.append(value)
    assert wrong == []


def test_a_shape_of_another_length_is_none() -> None:
    assert not any(valid(value + "1") or valid(value[:-1]) for value in VALID if value[:2] != "RO")
    assert not valid("")
    assert not valid("AT00330766")
    assert not valid("US123456789")


def test_without_the_country_where_it_is_written_so() -> None:
    assert valid_at_home("355126270")
    assert not valid_at_home("355126271")
    assert not valid_at_home("75368315")
