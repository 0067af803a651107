"""JSON lines: each observation whole, in order, in pieces."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from leftopen.exports.lines_json import PIECE, writer
from tests.exports.some_lines import one


def test_each_observation_is_one_line_that_reads_back() -> None:
    lines = [one(data=f"banner {number}\n") for number in range(3)]
    written = b"".join(writer.write(lines))
    assert written.endswith(b"\n")
    assert [json.loads(line) for line in written.splitlines()] == lines


def test_a_large_answer_comes_in_pieces() -> None:
    pieces = list(writer.write(one(data="x" * 30_000) for _ in range(50)))
    assert len(pieces) > 10
    assert max(map(len, pieces)) < 2 * PIECE


def test_nothing_found_is_an_empty_file() -> None:
    assert list(writer.write([])) == []


@given(data=st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_a_line(data: str) -> None:
    written = b"".join(writer.write([one(data=data)]))
    assert written.count(b"\n") == 1
    assert json.loads(written)["data"] == data
