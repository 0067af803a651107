"""JSON of any layout, one value a line."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import json_values
from leftopen.formats.json_values import is_spread, one_a_line
from leftopen.formats.numbered_lines import GONE

TEXT = st.text(alphabet='a"\\{}[],:\n é', max_size=6)
VALUE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(TEXT, VALUE, max_size=3), max_size=4)


def blocks(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in range(0, len(raw), size)]


@given(OBJECTS, st.integers(1, 9), st.sampled_from([None, 1, 4]), st.booleans())
def test_every_value_is_given_once_wherever_blocks_end(
    values: list[Any], size: int, indent: int | None, listed: bool
) -> None:
    whole = json.dumps(values, indent=indent, ensure_ascii=False)
    several = "\n".join(json.dumps(one, indent=indent, ensure_ascii=False) for one in values)
    found = b"".join(one_a_line(blocks((whole if listed else several).encode(), size)))
    assert [json.loads(line) for line in found.split(b"\n") if line] == values


@given(st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_are_borne(raw: bytes, size: int) -> None:
    b"".join(one_a_line(blocks(raw, size)))
    is_spread(raw)


def test_what_the_end_cuts_has_no_line_end() -> None:
    assert b"".join(one_a_line([b'[{"a":\n1},{"b": "x'])) == b'{"a":1}\n{"b":"x'


def test_a_value_that_is_too_long_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "LONGEST", 20)
    raw = b'{"a": "' + b"x" * 30 + b'"}\n{"b": [1, 2]}\n{"c": [' + b"1, " * 20 + b"1]}"
    assert b"".join(one_a_line([raw])).split(b"\n") == [GONE, b'{"b":[1,2]}', GONE, b""]


@pytest.mark.parametrize(
    ("head", "spread"),
    [
        (b'{\n "a": 1}', True), (b"[\n  {\n", True), (b'{"a": 1,\n"b": 2}', True), (b'[{"a": [\n1]}]', True),
        (b'{"a": "{",\n', True), (b'{"a": 1}\n{"b": 2}\n', False), (b'[\n{"a": 1},\n{"b": 2}\n]', False),
        (b'{"a": "x\n{"a": 1}', False), (b'{"a": 1', False), (b"x,\n", False), (b"", False),
        (b'{"a": {}},\n', False),
    ],
)  # fmt: skip
def test_a_value_of_several_lines_is_told_from_damaged_lines(head: bytes, spread: bool) -> None:
    assert is_spread(head) is spread


def test_a_long_string_costs_no_square() -> None:
    began = time.perf_counter()
    b"".join(one_a_line(blocks(b'{"a": "' + b'\\"' * 3_000_000 + b'"}', 256 * 1024)))
    assert time.perf_counter() - began < 10
