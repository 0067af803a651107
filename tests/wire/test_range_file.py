from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadRanges
from leftopen.wire import range_file


@dataclass(frozen=True, slots=True)
class Shape:
    word: str


@given(st.binary(max_size=200))
def test_any_bytes_are_a_shape_or_one_clear_line(data: bytes) -> None:
    try:
        assert isinstance(range_file.decoded(Shape, data, "shape"), Shape)
    except BadRanges as error:
        assert "\n" not in str(error)


def test_deep_and_cut_json_is_one_clear_line() -> None:
    for data in (b"[" * 100_000, b'{"word": "a', b'{"word": 5}', b'{"other": 1}', b""):
        with pytest.raises(BadRanges, match="this is no whole shape"):
            range_file.decoded(Shape, data, "shape")


def test_rows_of_commas_or_tabs_without_comments() -> None:
    assert list(range_file.rows(2, b'\xef\xbb\xbf# x\n1,"a, b"\n\n2,c\n')) == [
        (1, ["1", "a, b"]),
        (2, ["2", "c"]),
    ]
    assert list(range_file.rows(2, b"1\ta, b\r\n")) == [(1, ["1", "a, b"])]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe", "no UTF-8 text"),
        (b"1\n", "row 1 has not the 2 fields"),
        (b"1,2\n3\n", "row 2 has not the 2 fields"),
        (b'"' + b"x" * 5000 + b'",1\n', "row 1 has not"),
        (b'"' + b"x" * 200_000 + b'",1\n', "no CSV"),
    ],
)
def test_wrong_rows_are_named(data: bytes, why: str) -> None:
    with pytest.raises(BadRanges, match=why):
        list(range_file.rows(2, data))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(range_file, "MOST_RANGES", 3)
    assert len(list(range_file.rows(2, b"1,2\n" * 3))) == 3
    with pytest.raises(BadRanges, match="more than 3 rows"):
        list(range_file.rows(2, b"1,2\n" * 4))


def test_a_day_is_read_from_the_head_of_a_moment() -> None:
    assert range_file.day("2026-11-03-23-29-02") == "2026-11-03"
    assert range_file.day("2026-11-03T10:01:33.087737") == "2026-11-03"
    assert [range_file.day(text) for text in ("", "soon", "2026-13-01", "11-03-2026")] == [""] * 4
