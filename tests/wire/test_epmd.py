"""epmd's answer on what 27.3 said and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import epmd
from leftopen.wire.epmd import Nodes

PORT = b"\0\0\x11\x11"
TWO = PORT + b"name rabbit at port 25672\nname made-up at port 40001\n"


def test_nodes_are_counted() -> None:
    assert epmd.nodes(TWO) == Nodes(port=4369, ports=(25672, 40001), whole=True)
    assert epmd.nodes(PORT) == Nodes(port=4369, ports=(), whole=True)


def test_what_was_cut_keeps_its_whole_lines() -> None:
    assert epmd.nodes(TWO[:-3]) == Nodes(port=4369, ports=(25672,), whole=False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        PORT[:3],
        b"\0\0\0\x11",
        b"\0\1\0\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        PORT + b"<html>",
        PORT + b"<html>\n",
        PORT + b"name a b at port 1\n",
        PORT + b"name a at port 123456\n",
    ],
)
def test_another_answer_is_none(raw: bytes) -> None:
    assert epmd.nodes(raw) is None


@given(st.binary(max_size=200), st.sampled_from([b"", PORT, PORT + b"name ", TWO]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    epmd.nodes(start + raw)
    epmd.nodes(raw + start)
