from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leftopen.places.flat import Flat, Span, flat, merge_layers

SIZE = 40
spans = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.integers(1, 9)).map(
        lambda one: (min(one[:2]), max(one[:2]), one[2])
    ),
    max_size=12,
)


def answer(made: Flat, at: int) -> int:
    found = bisect_right([start for start, _ in made], at)
    return made[found - 1][1] if found else 0


def narrowest(given_spans: list[Span], at: int) -> int:
    """By looking at every span: the narrowest, and of two as narrow the later."""
    holding = [
        (last - first, -order, row)
        for order, (first, last, row) in enumerate(given_spans)
        if first <= at <= last
    ]
    return min(holding)[2] if holding else 0


@given(spans)
def test_everywhere_the_narrowest_range_speaks_and_the_later_of_two(given_spans: list[Span]) -> None:
    made = flat(given_spans)
    assert [answer(made, at) for at in range(SIZE + 1)] == [
        narrowest(given_spans, at) for at in range(SIZE + 1)
    ]
    starts = [start for start, _ in made]
    assert starts == sorted(set(starts))
    assert all(before[1] != after[1] for before, after in pairwise(made))


@given(spans, spans)
def test_layers_together_say_what_each_says_alone(one: list[Span], other: list[Span]) -> None:
    layers = [flat(one), flat(other)]
    both = list(merge_layers(layers))
    for at in range(SIZE + 1):
        found = bisect_right([start for start, _ in both], at)
        assert (both[found - 1][1] if found else (0, 0)) == tuple(answer(layer, at) for layer in layers)
