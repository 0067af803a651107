"""Percent-encoding, against the library's own."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.url_quote import decoded, encoded


def test_whatever_could_end_a_step_or_a_value_is_encoded() -> None:
    assert encoded('a/b+c "d"&e=~1') == "a%2Fb%2Bc%20%22d%22%26e%3D~1"
    assert encoded("\ud800") == "%3F"


@given(st.text(max_size=40))
def test_it_is_what_the_library_gives(text: str) -> None:
    assert encoded(text) == quote(text.encode("utf-8", "replace"), safe="")


@given(st.text())
def test_what_was_encoded_is_decoded(text: str) -> None:
    plain = text.encode("utf-8", "replace").decode()
    assert decoded(encoded(text)) == plain
    decoded(text)
