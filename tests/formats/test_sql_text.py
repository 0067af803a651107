"""In a dump in SQL each value stands beside the name of its column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.sql_text import named_rows, open_copy
from tests.formats.test_sql_rows import COPIED, CREATED, NAMED, insert

ROW = "name = Jane Roe\troom = a room (the second), that has no number\tssn = 891234567\tdob = 1980-02-03"


@pytest.mark.parametrize(
    "dump",
    [
        COPIED + "\\.\n", COPIED, insert(NAMED), insert(NAMED).replace(",\n", ","),
        CREATED + insert(table="people"),
    ],
    ids=["copy", "copy without its end", "insert", "in one line", "named by the table"],
)  # fmt: skip
def test_each_row_is_a_line(dump: str) -> None:
    found = [line for line in named_rows(f"-- a dump\n{dump}").split("\n") if " = " in line]
    assert len(found) == 2
    assert found[0].startswith(ROW)
    assert found[1].startswith("name = Anna O'Neil\t")


def test_what_is_no_row_stays() -> None:
    named = named_rows(f"-- by jane.roe@one.example\n{COPIED}\\.\n\nSELECT 891234567;\n")
    assert named.startswith("-- by jane.roe@one.example\nCOPY public.people")
    assert named.endswith("\\.\n\nSELECT 891234567;\n")
    assert named_rows("a text with values (1, 2) and stdin") == "a text with values (1, 2) and stdin"


def test_codes_of_a_value_and_cells_that_hold_nothing() -> None:
    copied = "COPY t (a, b, c) FROM stdin;\nx\\ty\\\\z\t\\N\tlast\n\\.\n"
    assert "a = x y\\z\tc = last\n" in named_rows(copied)


def test_many_wide_rows_give_a_bounded_text() -> None:
    heads = ", ".join(f"a_rather_long_name_of_a_column_{number}" for number in range(100))
    dump = f"COPY t ({heads}) FROM stdin;\n" + ("\t".join("1" * 100) + "\n") * 2000
    assert len(named_rows(dump)) <= 5 * len(dump)


@pytest.mark.parametrize(
    ("before", "known", "opened"),
    [
        (b"\nCOPY t (a) FROM stdin;\n1\n", b"", b"COPY t (a) FROM stdin;\n"),
        (b"1\n2\n", b"COPY t (a) FROM stdin;\n", b"COPY t (a) FROM stdin;\n"),
        (b"1\n\\.\n", b"COPY t (a) FROM stdin;\n", b""),
        (b"1\n\\.\nCOPY u (b) FROM stdin;\n", b"COPY t (a) FROM stdin;\n", b"COPY u (b) FROM stdin;\n"),
        (b"\nCOPY that is none\n", b"COPY t (a) FROM stdin;\n", b""),
    ],
)
def test_the_statement_that_is_open(before: bytes, known: bytes, opened: bytes) -> None:
    assert open_copy(before, known) == opened


@given(
    st.lists(
        st.sampled_from([COPIED[:60], insert(NAMED), "\t", "\n", "'", "\\", "(", ")", ";"]), max_size=9
    ).map("".join)
)
def test_no_text_makes_it_raise(text: str) -> None:
    named_rows(text)
    open_copy(text.encode())
