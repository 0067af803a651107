"""Tables as text: what stands where a heading says so, and nothing that is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.table_text import named_cells


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Name,SSN\nJane,1\nJohn,2\n", "Name\tSSN\nName = Jane\tSSN = 1\nName = John\tSSN = 2"),
        ("Name;SSN\r\nJane;1\r\n", "Name\tSSN\nName = Jane\tSSN = 1"),
        ("sep=;\nName;SSN\nJane, R.;1\n", "Name\tSSN\nName = Jane, R.\tSSN = 1"),
        ("Name\tSSN\nJane\t1", "Name\tSSN\nName = Jane\tSSN = 1"),
        ('Name,Note\n"Roe, Jane","two\nlines"\n', "Name\tNote\nName = Roe, Jane\tNote = two\nlines"),
        ("Staff\n\nName,SSN\nJane,1\n", "Staff\nName\tSSN\nName = Jane\tSSN = 1"),
        ("1,2\n3,4\n", "1\t2\n3\t4"),
        ("Name,SSN\n,1\n", "Name\tSSN\nSSN = 1"),
        ("no table at all\n", "no table at all\n"),
        ("", ""),
    ],
)
def test_rows_are_named(text: str, named: str) -> None:
    assert named_cells(text) == named


def test_a_quotation_mark_that_nobody_closed_costs_its_own_row_only() -> None:
    text = 'Name,SSN\n"Roe,1\nDoe,2\n"Poe, J.",3\nLoe,4\n'
    named = (
        'Name\tSSN\nName = "Roe\tSSN = 1\nName = Doe\tSSN = 2\nName = Poe, J.\tSSN = 3\nName = Loe\tSSN = 4'
    )
    assert named_cells('Name,SSN\n"Roe,1\nDoe,2\nLoe,4\n').splitlines()[1:] == [
        'Name = "Roe\tSSN = 1', "Name = Doe\tSSN = 2", "Name = Loe\tSSN = 4",
    ]  # fmt: skip
    assert named_cells(text) == named


def test_many_unclosed_marks_take_no_longer() -> None:
    text = "a,b\n" + 'a","\n' * 100_000 + '"x\n' + "y,1\n" * 100_000
    begun = time.process_time()
    assert named_cells(text).count("1") >= 100_000
    assert time.process_time() - begun < 20


def test_a_row_that_no_table_has_and_what_follows_stay_as_they_are() -> None:
    rest = 'x,"' + "long " * 40_000 + "\n891-23-4567,y\n"
    assert named_cells("Name,SSN\nJane,1\n" + rest) == "Name\tSSN\nName = Jane\tSSN = 1\n" + rest


def test_long_headings_in_every_row_are_bounded() -> None:
    text = "a" * 60 + "," + "b" * 60 + "\n" + "x,y\n" * 10_000
    named = named_cells(text)
    assert len(named) < 5 * len(text)
    assert named.endswith("\nx,y\n")


@given(
    st.lists(st.lists(st.text(max_size=5), min_size=1, max_size=4), max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(("\n", "\r\n")),
)
def test_no_character_of_a_cell_is_lost(rows: list[list[str]], mark: str, end: str) -> None:
    text = end.join(mark.join(row) for row in rows)
    seen = named_cells(text)
    gone = {*",;\t|\"'", *" \r\n", "\ufeff"}
    for char in set("".join(cell.strip() for row in rows for cell in row)) - gone:
        assert char.isspace() or char in seen


@given(st.text(alphabet='a1 ,;\t|"\n\r', max_size=200))
def test_digits_are_all_there(text: str) -> None:
    assert named_cells(text).count("1") >= text.count("1")


def test_a_hostile_table_takes_no_time() -> None:
    for text in ("," * 1_000_000, '"' * 1_000_000, "a,b\n" * 200_000, "\n" * 1_000_000, "a,\n" * 200_000):
        begun = time.process_time()
        named_cells(text)
        assert time.process_time() - begun < 5
