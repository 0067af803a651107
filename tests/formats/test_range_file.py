from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadRanges
from leftopen.formats import range_file
from leftopen.model.location import Location
from leftopen.model.ranges import BadRow, Range


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
        with pytest.raises(BadRanges, match="not a complete shape"):
            range_file.decoded(Shape, data, "shape")


def first_field(row: list[str]) -> Range | None:
    """A made-up format: a number in front; 0 is nobody."""
    number = int(row[0])
    return (number, number, Location(city=row[1])) if number else None


def read(data: bytes) -> list[tuple[int, str]]:
    return [(first, answer.city) for first, _, answer in range_file.rows(2, data, first_field).ranges]


def test_rows_of_commas_or_tabs_without_comments() -> None:
    assert read(b'\xef\xbb\xbf# x\n1,"a, b"\n\n2,c\n0,d\n') == [(1, "a, b"), (2, "c")]
    assert read(b"1\ta, b\r\n") == [(1, "a, b")]


@pytest.mark.parametrize(
    ("row", "why", "text"),
    [
        (b"\xff\xfe,b", "not valid UTF-8 (byte 1)", "\ufffd\ufffd,b"),
        (b"3", "fewer than 2 fields", "3"),
        (b"three,b", "invalid literal for int() with base 10: 'three'", "three,b"),
        (b'"' + b"x" * 5000 + b'",1', "fewer than 2 fields", '"' + "x" * 79),
        (b'"' + b"x" * 200_000 + b'",1', "field larger than field limit (131072)", '"' + "x" * 79),
        (b'"3,b', "fewer than 2 fields", '"3,b'),
    ],
)
def test_a_bad_row_is_counted_and_quoted_with_its_line_and_spoils_no_other(
    row: bytes, why: str, text: str
) -> None:
    rows = range_file.rows(2, b"# made up\n1,a\n\n" + row + b"\n2,c\n", first_field)
    assert [first for first, _, _ in rows.ranges] == [1, 2]
    assert (rows.bad, rows.quoted) == (1, (BadRow(line=4, why=why, text=text),))


def test_all_bad_rows_are_counted_and_the_first_ones_quoted() -> None:
    rows = range_file.rows(2, b"1,a\nx,b\n" * 25, first_field)
    assert (len(rows.ranges), rows.bad) == (25, 25)
    assert [one.line for one in rows.quoted] == list(range(2, 22, 2))


def test_a_file_of_which_most_can_not_be_read_is_refused() -> None:
    with pytest.raises(BadRanges, match="2 of 3 rows are invalid; first: line 1: fewer than"):
        range_file.rows(2, b"1\nx,b\n1,a\n", first_field)
    with pytest.raises(BadRanges, match=r"1 of 1 rows are invalid; first: line 2: .*'x'"):
        range_file.rows(2, b"\nx,b\n", first_field)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(range_file, "MOST_RANGES", 3)
    assert len(read(b"1,2\n" * 3)) == 3
    with pytest.raises(BadRanges, match="more than 3 rows"):
        read(b"1,2\n" * 4)


@given(st.lists(st.sampled_from([*b'01,"\n\r\t#\xff']), max_size=40).map(bytes))
def test_any_rows_are_ranges_or_counted_or_one_clear_line(data: bytes) -> None:
    lines = [line for line in data.splitlines() if line.strip() and not line.startswith(b"#")]
    try:
        rows = range_file.rows(2, data, first_field)
    except BadRanges as error:
        assert "\n" not in str(error)
        return
    assert len(rows.ranges) + rows.bad <= len(lines)
    assert rows.bad * 2 <= len(lines)
    assert len(rows.quoted) == min(rows.bad, range_file.QUOTED)


def test_a_day_is_read_from_the_head_of_a_moment() -> None:
    assert range_file.day("2026-11-03-23-29-02") == "2026-11-03"
    assert range_file.day("2026-11-03T10:01:33.087737") == "2026-11-03"
    assert [range_file.day(text) for text in ("", "soon", "2026-13-01", "11-03-2026")] == [""] * 4


def test_a_format_is_recognised_also_behind_the_names_of_its_columns_or_a_bad_row() -> None:
    for first in (b"number,name\n", b"# made up\nx,a\n", b"\xff,a\n"):
        assert range_file.looks_like(2, first + b"1,a\n2,b\n3,", first_field), first
    assert not range_file.looks_like(2, b"x,a\ny,b\n1,c\n", first_field)
    assert not range_file.looks_like(2, b"", first_field)
