from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.json_keys import MOST_PIECES, first_line, top_names

NESTED = st.recursive(
    st.none() | st.text(max_size=6) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc{}[]:,", max_size=4), NESTED, max_size=5))
def test_they_are_those_of_the_object_itself(answer: dict[str, object]) -> None:
    assert top_names(json.dumps(answer).encode()) == {name.encode() for name in answer}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (b'{"a" : {"b":1}, "c":["d", {"e":1}], "f"', {b"a", b"c"}),
        (b'{"a":"x\\"y\\":", "b":1}{"c":1}', {b"a", b"b"}),
        (b'{"a":"without an end, "b":1', {b"a"}),
        (b'{"a":1,"b\\', {b"a"}),
        (b'[{"a":1}]', set()),
        (b'"a":1', set()),
        (b"", set()),
    ],
)
def test_of_what_is_odd_too(line: bytes, names: set[bytes]) -> None:
    assert top_names(line) == names


@given(st.binary(max_size=200))
def test_any_bytes_are_borne(raw: bytes) -> None:
    assert len(top_names(b"{" + raw)) <= 100


@pytest.mark.parametrize("piece", [b'\\"', b"{", b'"', b'"a":', b"\\", b"x"])
def test_it_takes_no_long_time_whatever_is_written(piece: bytes) -> None:
    began = time.process_time()
    top_names((b'{"a":' + piece * (10 * MOST_PIECES))[: 8 * 1024**2])
    top_names((b'{"a":"' + piece * (10 * MOST_PIECES))[: 8 * 1024**2])
    assert time.process_time() - began < 5.0


def test_the_first_line_is_that_with_anything_in_it() -> None:
    assert first_line(b"\r\n\n {}\n{1}") == b"{}"
