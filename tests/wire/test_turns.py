"""Packed replies come back as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire import turns
from tests.scripted import page

PART = st.binary(max_size=50)


@given(st.lists(st.tuples(st.text(max_size=10), PART, PART, st.booleans()), min_size=1, max_size=4))
def test_what_was_packed_comes_back(parts: list[tuple[str, bytes, bytes, bool]]) -> None:
    heard = tuple(
        (path, Reply(status=200, headers=(("A", path),), head=head, body=body, cut=cut))
        for path, head, body, cut in parts
    )
    assert turns.unpack(turns.pack(heard)) == heard


@given(st.binary(max_size=200))
def test_any_bytes_are_turns_or_none(raw: bytes) -> None:
    assert turns.unpack(raw) is None
    turns.unpack(turns.MARK + raw)


def test_a_lie_about_lengths_is_refused() -> None:
    raw = turns.pack((("/", page(200, b"hello")),))
    assert turns.unpack(raw[:-1]) is None
    assert turns.unpack(raw + b"x") is None
