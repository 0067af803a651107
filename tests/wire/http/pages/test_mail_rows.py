"""Rows of mails, and what looks like them; the address of a list; any rows, also hostile ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.pages.mail_rows import are_mails, is_list
from tests.stopwatch import shortest

CELLS = st.lists(
    st.lists(st.text(max_size=40) | st.just("a@b.example 2023-02-08 10:20"), max_size=5), max_size=5
)


def test_times_in_order_or_a_reply_show_that_rows_were_sent() -> None:
    timed = [("a@example.org", "Plan", f"2023-02-0{n} 10:20") for n in range(1, 5)]
    assert are_mails(timed)
    assert not are_mails(timed[:2])
    assert not are_mails([timed[0]] * 4)
    assert not are_mails([timed[n] for n in (1, 3, 0, 2)])
    assert are_mails([timed[1], ("b@example.org", "AW: Plan", "2023-02-09"), timed[0]])


@pytest.mark.parametrize(
    ("recipients", "subjects", "is_one"),
    [
        (["x-dev@example.org"] * 3, ["a", "b", "c"], True),
        (["x@lists.example.org"] * 3, ["a", "b", "c"], True),
        (["x@example.org"] * 3, ["[x] a", "Re: [x] b", "[X] c"], True),
        (["x@example.org"] * 3, ["[x] a", "[y] b", "[z] c"], False),
        (["x@example.org"] * 3, ["a", "b", "c"], False),
        (["x-dev@example.org"] * 2, ["a", "b"], False),
        (["x-dev@example.org", "y-dev@example.org", "x-dev@example.org"], ["a", "b", "c"], False),
        (["devon@example.org"] * 3, ["a", "b", "c"], False),
    ],
)
def test_a_lists_address_tells(recipients: list[str], subjects: list[str], is_one: bool) -> None:
    assert is_list(recipients, subjects) is is_one


@given(CELLS)
def test_any_rows_are_read(rows: list[list[str]]) -> None:
    are_mails(rows)
    is_list([" ".join(row) for row in rows], [" ".join(row) for row in rows])


@pytest.mark.parametrize("piece", ["a", "a@", "re: ", "[a", "1:", "a.", "-", "2023-"])
def test_long_cells_are_read_in_time(piece: str) -> None:
    cell = piece * (200_000 // len(piece))
    assert shortest(lambda: are_mails([(cell, cell)] * 3))[1] < 0.5
    assert shortest(lambda: is_list([cell] * 3, [cell] * 3))[1] < 0.5
