"""One question and its answer, there and back."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.exchange import Exchange, pack, unpack

TURNS = st.builds(
    Exchange,
    asked=st.text(max_size=30),
    said=st.binary(max_size=60),
    data=st.binary(max_size=60),
    cut=st.booleans(),
    day=st.dates() | st.none(),
)


@given(TURNS)
def test_what_is_packed_is_unpacked(turn: Exchange) -> None:
    assert unpack(pack(turn)) == turn


@given(st.binary(max_size=200))
def test_any_bytes_are_a_turn_or_none(raw: bytes) -> None:
    unpack(raw)
    unpack(b'["a", 3, false, ""]\n' + raw)


def test_lengths_and_days_that_can_not_be_are_none() -> None:
    assert unpack(b'["a", 3, false, ""]\nab') is None
    assert unpack(b'["a", -1, false, ""]\nab') is None
    assert unpack(b'["a", 1, false, "2026-13-01"]\nab') is None
    assert unpack(b'[7, 1, false, ""]\nab') is None
    assert unpack(b"[" * 15000 + b"\n") is None


def test_a_command_is_told_from_its_argument() -> None:
    turn = Exchange(asked="LIST /some folder/", said=b"", day=date(2026, 1, 1))
    assert (turn.command, turn.argument) == ("LIST", "/some folder/")
