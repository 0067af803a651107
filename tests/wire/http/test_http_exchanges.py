"""Packed replies come back as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http import http_exchanges
from tests.scripted import page

PART = st.binary(max_size=50)


@given(st.lists(st.tuples(st.text(max_size=10), PART, PART, st.booleans()), min_size=1, max_size=4))
def test_what_was_packed_comes_back(parts: list[tuple[str, bytes, bytes, bool]]) -> None:
    heard = tuple(
        (path, Reply(status=200, headers=(("A", path),), head=head, body=body, cut=cut))
        for path, head, body, cut in parts
    )
    assert http_exchanges.unpack(http_exchanges.pack(heard)) == heard


@given(st.binary(max_size=200))
def test_any_bytes_are_turns_or_none(raw: bytes) -> None:
    assert http_exchanges.unpack(raw) is None
    http_exchanges.unpack(http_exchanges.MARK + raw)


def test_a_lie_about_lengths_is_refused() -> None:
    raw = http_exchanges.pack((("/", page(200, b"hello")),))
    assert http_exchanges.unpack(raw[:-1]) is None
    assert http_exchanges.unpack(raw + b"x") is None
