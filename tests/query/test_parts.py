"""The parts of a search that must all match."""

from __future__ import annotations

import pytest

from leftopen.query.parts import parts, replace_part, without


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", []),
        ("nginx", ["nginx"]),
        ('port:80 -org:"a b"  "index of"', ["port:80", '-org:"a b"', '"index of"']),
        ("nginx port:80 OR port:443 x", ["nginx", "port:80 OR port:443", "x"]),
        ("-(port:80 (a OR b)) OR c d", ["-(port:80 (a OR b)) OR c", "d"]),
        ("--port:80 a", ["--port:80", "a"]),
    ],
)
def test_the_parts_and_the_search_without_each(query: str, texts: list[str]) -> None:
    found = parts(query)
    assert [one.text for one in found] == texts
    for one in found:
        rest = [text for text in texts if text != one.text]
        assert [part.text for part in parts(without(query, one))] == rest


def test_a_filter_with_one_value_says_both_and_a_word_its_text() -> None:
    found = [
        (one.field, one.value, one.negated) for one in parts('title:"a b" -port:80 port:1,2 word a OR b')
    ]
    assert found == [
        ("http.title", "a b", False), ("port", "80", True), ("", "", False), ("", "word", False),
        ("", "", False),
    ]  # fmt: skip


def test_a_part_is_replaced_where_it_stands() -> None:
    query = "a  product:ngnix b"
    assert replace_part(query, parts(query)[1], "product:nginx") == "a product:nginx b"
