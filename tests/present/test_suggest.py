from __future__ import annotations

from leftopen.present.suggest import closest


def test_only_what_a_slip_explains_is_near() -> None:
    known = ("country", "port", "os")
    assert closest("contry", known) == closest("COUNTRYY", iter(known)) == "country"
    assert closest("nosuch", known) == closest("", known) == closest("country" * 99, known) == ""
