from __future__ import annotations

from leftopen.model.nearest import nearest_of


def test_only_what_a_slip_explains_is_near() -> None:
    known = ("country", "port", "os")
    assert nearest_of("contry", known) == nearest_of("COUNTRYY", iter(known)) == "country"
    assert nearest_of("nosuch", known) == nearest_of("", known) == nearest_of("country" * 99, known) == ""
