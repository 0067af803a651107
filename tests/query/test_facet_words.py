"""Lists of facets, one way for the command line and for the web."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadQuery
from leftopen.query.facet_words import MOST_FACETS, facet_words
from leftopen.query.fields.fields import ALIASES, FACETS


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" , ,", []),
        ("port", [("port", 10)]),
        ("country:5, port ,", [("country", 5), ("port", 10)]),
        ("Port:3,port:4", [("port", 4)]),
        ("port:5:10", [("port", 5)]),
        ("title:1000", [("title", 1000)]),
    ],
)
def test_names_with_how_many_values_each(text: str, wanted: list[tuple[str, int]]) -> None:
    assert facet_words(text) == wanted


@pytest.mark.parametrize(
    ("text", "said", "at"),
    [
        ("prot", "unknown facet prot; did you mean port?", 0),
        ("port, contry:3", "unknown facet contry; did you mean country?", 6),
        ("port:0", "port: the number of values must be at least 1", 0),
        ("port:", "port: the number of values must be at least 1", 0),
        ("port:-1", "port: the number of values must be at least 1", 0),
        ("port:٣", "port: the number of values must be at least 1", 0),
        ("country,port:1001", "port: at most 1000 values", 8),
        (",".join(list(FACETS)[: MOST_FACETS + 1]), "at most 10 facets", None),
        ("p" * 1_000_000, "at most 10,000 characters", 10_000),
        ("port\0", "unknown facet port", 0),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_the_nearest_name(
    text: str, said: str, at: int | None
) -> None:
    with pytest.raises(BadQuery) as caught:
        facet_words(text)
    assert said in str(caught.value)
    assert caught.value.position is not None
    assert at in (None, caught.value.position)
    assert str(caught.value).endswith(f"(at character {caught.value.position + 1})")


@given(st.text(max_size=60) | st.lists(st.sampled_from(list(FACETS))).map(":1,".join))
def test_any_text_is_a_list_or_one_clear_line(text: str) -> None:
    try:
        found = facet_words(text)
    except BadQuery as error:
        assert "\n" not in str(error)
        return
    assert all(ALIASES.get(name, name) in FACETS and 0 < number <= 1000 for name, number in found)
    assert len(found) <= MOST_FACETS
