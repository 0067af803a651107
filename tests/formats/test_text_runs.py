from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.text_runs import is_binary, text_runs


def test_both_widths_are_carved() -> None:
    noise = random.Random(1).randbytes(2000)
    data = (
        noise + b"\0SSN 891-23-4567\0" + noise + b"\0\0" + "Roe, Jane".encode("utf-16-le") + b"\xff" + noise
    )
    text = text_runs(data, 100_000)
    assert "SSN 891-23-4567" in text
    assert "Roe, Jane" in text


def test_accents_stay() -> None:
    assert "née à Orléans" in text_runs(b"\0\1" + "née à Orléans".encode() + b"\0", 1000)


def test_it_is_bounded() -> None:
    assert len(text_runs(b"a" * 5000, 100)) == 100


@given(st.binary(max_size=500), st.integers(0, 50))
def test_any_bytes(data: bytes, most: int) -> None:
    assert len(text_runs(data, most)) <= most


def test_what_looks_binary() -> None:
    assert is_binary(b"\0\1\2\3")
    assert is_binary(random.Random(2).randbytes(500))
    assert not is_binary("Grüße aus Köln\n".encode("latin-1"))
    assert not is_binary("text".encode("utf-16"))
    assert not is_binary(b"")
