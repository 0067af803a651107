"""Certificate messages, whole and broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.net.certificates import MOST_CHAIN, certificate_chain


def message(ders: list[bytes], *, tls13: bool) -> bytes:
    rows = b"".join(len(der).to_bytes(3, "big") + der + (b"\x00\x00" if tls13 else b"") for der in ders)
    body = (b"\x00" if tls13 else b"") + len(rows).to_bytes(3, "big") + rows
    return b"\x0b" + len(body).to_bytes(3, "big") + body


@given(ders=st.lists(st.binary(min_size=1, max_size=50), max_size=6), tls13=st.booleans())
def test_every_certificate_comes_back_as_sent(ders: list[bytes], tls13: bool) -> None:
    assert certificate_chain(message(ders, tls13=tls13), tls13=tls13) == tuple(ders)


@pytest.mark.hostile("H23")
def test_a_chain_of_a_thousand_is_bounded() -> None:
    assert len(certificate_chain(message([b"x"] * 1000, tls13=True), tls13=True)) == MOST_CHAIN


@given(raw=st.binary(max_size=200), tls13=st.booleans())
def test_any_bytes_never_raise(raw: bytes, tls13: bool) -> None:
    assert all(certificate_chain(raw, tls13=tls13))


def test_a_certificate_cut_in_the_middle_is_left_out() -> None:
    whole = message([b"one", b"two"], tls13=False)
    assert certificate_chain(whole[:-1], tls13=False) == (b"one",)
