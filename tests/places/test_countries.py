from __future__ import annotations

from datetime import date

from leftopen.places import countries


def test_a_registry_s_country_and_its_name() -> None:
    assert countries.code("8.8.8.8") == "US"
    assert countries.code("2a00:1450:0000:0000:0000:0000:0000:0001") == "IE"
    assert countries.names()["DE"] == "Germany"
    assert countries.names()["US"] == "United States of America"


def test_nobody_assigned_a_special_address() -> None:
    assert [countries.code(text) for text in ("127.0.0.1", "10.0.0.1", "198.18.0.1", "::1")] == [""] * 4


def test_the_tables_say_of_which_day_they_are() -> None:
    assert date.fromisoformat(countries.table_date()) >= date(2026, 1, 1)
