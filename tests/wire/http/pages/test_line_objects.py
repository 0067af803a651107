"""JSON lines, whole and cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.pages.line_objects import MOST, line_objects
from tests.stopwatch import shortest


def test_objects_are_read_and_a_last_line_that_was_cut_is_not() -> None:
    rows = "".join(f'{{"a":{n}}}\n\n' for n in range(12))
    assert line_objects(rows + '{"a":') == tuple({"a": n} for n in range(12))


@pytest.mark.parametrize("text", ['{"a":1}\nplain\n', "[1]\n[2]\n", "", '{"a":1'])
def test_other_lines_are_none(text: str) -> None:
    assert line_objects(text) == ()


def test_it_is_bounded() -> None:
    assert len(line_objects('{"a":1}\n' * 5000)) == MOST


@given(st.text(max_size=500))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(line_objects(text), tuple)


@pytest.mark.parametrize("part", ['{"a":', "{}\n", "{[\n", "\n", '{"a":1}'])
def test_hostile_text_takes_linear_time(part: str) -> None:
    text = '{"a":1}\n' * 11 + part * (524_288 // len(part))
    assert shortest(lambda: line_objects(text))[1] < 0.2
