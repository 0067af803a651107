"""Which few of many items are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.sample_selection import HEAD, Item, Turn, allowed, choose, promise

TALK = tuple(Item(key=str(n), label=f"Re: lunch {n}", size=900) for n in range(100))


def test_the_telling_ones_come_first() -> None:
    form = Item(key="form", label="Your request", attached=("SF-86_signed.pdf",), size=40_000)
    contract = Item(key="contract", label="Contract modification 3", size=2000)
    chosen = choose((*TALK, contract, form), 3)
    assert [item.key for item in chosen[:2]] == ["form", "contract"]
    assert len(chosen) == 3


def test_of_things_alike_but_for_a_number_another_kind_comes_before_the_second() -> None:
    other = Item(key="other", label="Minutes of the meeting", size=900)
    assert "other" in [item.key for item in choose((*TALK, other), 2)]


def test_what_would_be_cut_comes_after_what_can_be_read() -> None:
    small = Item(key="small", label="roster.pdf", size=1000)
    large = Item(key="large", label="roster.pdf", size=60_001)
    empty = Item(key="empty", label="roster.pdf", size=0)
    assert [item.key for item in choose((large, empty, small), 1)] == ["small"]


@given(st.lists(st.text(max_size=30), max_size=20), st.integers(0, 10))
def test_never_more_than_asked_and_none_twice(labels: list[str], most: int) -> None:
    items = tuple(Item(key=str(n), label=label, attached=(label,)) for n, label in enumerate(labels))
    chosen = choose(items, most)
    assert len(chosen) == min(most, len(items))
    assert len({item.key for item in chosen}) == len(chosen)


PST = Item(key="pst", label="archive.pst", size=300_000)
STAFF = Item(key="csv", label="staff.csv", size=4_000)
LEFT = 56_000


@pytest.mark.parametrize("size", [300_000, None])
def test_a_table_comes_before_a_mail_store_of_which_only_the_head_is_read(size: int | None) -> None:
    store = Item(key="pst", label="archive.pst", size=size)
    assert choose((store, STAFF), 2) == (STAFF, store)
    assert max(allowed(store, LEFT, turn) for turn in Turn) == HEAD


@pytest.mark.parametrize(
    ("item", "shared", "whole", "part"),
    [
        (STAFF, 4_000 + 500 + 1024, 4_000 + 500 + 1024, LEFT // 4),
        (Item(key="", label="form.pdf", size=40_000), 0, 40_000 + 5_000 + 1024, 0),
        (Item(key="", label="form.pdf", size=60_000), 0, 0, 0),
        (Item(key="", label="form.pdf"), LEFT // 2, 0, 0),
        (Item(key="", label="all.csv", size=5_000_000), 0, 0, LEFT // 4),
        (Item(key="", label="all.csv"), LEFT // 4, 0, 0),
        (Item(key="", label="notes", size=LEFT), 0, LEFT, LEFT // 4),
        (Item(key="", label="two.zip", size=20_000), 20_000 + 2_500 + 1024, 20_000 + 2_500 + 1024, HEAD),
    ],
)
def test_each_item_has_its_share(item: Item, shared: int, whole: int, part: int) -> None:
    assert [allowed(item, LEFT, turn) for turn in Turn] == [shared, whole, part]


def test_what_no_reader_understands_promises_nothing() -> None:
    assert promise(Item(key="", label="disk.img", size=10**9)) == 0
    assert promise(Item(key="", label="holiday.jpg", size=1000)) == 0
    assert promise(Item(key="", label="empty.csv", size=0)) == 0


def test_of_two_alike_the_smaller_promises_more() -> None:
    assert promise(STAFF) > promise(Item(key="", label="staff.csv", size=40_000)) > 0


@given(st.text(max_size=20), st.none() | st.integers(0, 10**9), st.integers(0, 70_000))
def test_no_item_is_allowed_more_than_its_share(label: str, size: int | None, left: int) -> None:
    item = Item(key="", label=label, size=size)
    assert 0 <= allowed(item, left, Turn.SHARED) <= left // 2
    assert 0 <= allowed(item, left, Turn.WHOLE) <= left
    assert 0 <= allowed(item, left, Turn.PART) <= left // 4
