"""Which few of many items are read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.sample_selection import READABLE, Item, choose

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
    large = Item(key="large", label="roster.pdf", size=READABLE + 1)
    empty = Item(key="empty", label="roster.pdf", size=0)
    assert [item.key for item in choose((large, empty, small), 1)] == ["small"]


@given(st.lists(st.text(max_size=30), max_size=20), st.integers(0, 10))
def test_never_more_than_asked_and_none_twice(labels: list[str], most: int) -> None:
    items = tuple(Item(key=str(n), label=label, attached=(label,)) for n, label in enumerate(labels))
    chosen = choose(items, most)
    assert len(chosen) == min(most, len(items))
    assert len({item.key for item in chosen}) == len(chosen)
