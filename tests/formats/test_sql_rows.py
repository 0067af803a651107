"""Values in dumps of SQL, far from the name of their column, are masked in text that is stored."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.contents.masking import Masker
from leftopen.formats.sql_rows import sql_rows
from tests.contents.test_bulk_filter import context

COLUMNS = ("name", "room", "ssn", "dob", "passport_number")
ROWS = (
    ("Jane Roe", "a room (the second), that has no number", "891234567", "1980-02-03", "512345679"),
    ("Anna O''Neil", "far; from here", "891234568", "1981-03-04", "512345678"),
)
CANARIES = [value for row in ROWS for value in row[2:]]


def masker() -> Masker:
    return context()[1]


def insert(columns: str = "", table: str = "people") -> str:
    quoted = [", ".join(f"'{cell}'" for cell in row) for row in ROWS]
    rows = ",\n".join(f"({cells}, NULL, now())" for cells in quoted)
    return f"INSERT INTO {table} {columns} VALUES {rows};"


NAMED = f"({', '.join(COLUMNS)}, note, made)"
CREATED = "CREATE TABLE `people` (\n{}\n  PRIMARY KEY (`name`)\n) ENGINE=InnoDB;\n".format(
    "\n".join(f"  `{name}` varchar(60) DEFAULT NULL," for name in (*COLUMNS, "note", "made"))
)
COPIED = f"COPY public.people {NAMED} FROM stdin;\n" + "".join(
    "\t".join((*row, r"\N", "x")) + "\n" for row in ROWS
)


@pytest.mark.parametrize(
    "dump",
    [
        insert(NAMED), insert(NAMED).replace(",\n", ","), insert(NAMED.upper(), "`db`.`people`"),
        CREATED + insert(table="`people`"), COPIED + "\\.\n", insert(NAMED)[:-30],
    ],
    ids=["rows", "one line", "quoted", "mysqldump", "copy", "cut"],
)  # fmt: skip
def test_no_canary_of_a_dump_is_stored(dump: str) -> None:
    masked = masker().mask(f"HTTP/1.1 200 OK\r\n\r\n-- a dump\n{dump}")
    assert [value for value in CANARIES if value in masked] == []
    assert "a room (the second), that has no number" in masked


def test_cells_are_what_stands_between_the_quotes() -> None:
    text = insert(NAMED)
    rows = [[text[start:end] for start, end in cells] for _, cells in sql_rows(text)]
    assert rows == [[*row, "NULL", "now"] for row in ROWS]


def test_a_statement_ends_at_its_semicolon() -> None:
    text = f"INSERT INTO t (ssn) VALUES (1, (2;\n{insert(NAMED)}"
    assert [text[slice(*cells[2])] for heads, cells in sql_rows(text) if len(heads) > 1] == [
        "891234567",
        "891234568",
    ]


@given(st.text(alphabet="insert into values(copy from stdin;'\\,\n\t`a1)create table ", max_size=400))
def test_any_text_ends(text: str) -> None:
    for head in ("", "INSERT INTO t (a, b) VALUES (", "COPY t (a, b) FROM stdin;\n", "create table t ("):
        for _, cells in sql_rows(head + text):
            assert all(0 <= start <= end <= len(head + text) for start, end in cells)


@pytest.mark.parametrize("part", ["('a',", "insert into t (a) values ('", "create table t (\n", "((((", "''"])
def test_a_long_one_takes_no_longer_than_its_size(part: str) -> None:
    text = f"INSERT INTO t (ssn, dob) VALUES {part * (20_000 // len(part))}"
    spent = []
    for _ in range(3):
        began = time.process_time()
        for _ in sql_rows(text):
            pass
        spent.append(time.process_time() - began)
    assert min(spent) < 0.2
