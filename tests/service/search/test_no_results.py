"""What a search without results could be: the part that finds nothing, what was meant, what is in the way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from leftopen.query.match import match
from leftopen.query.parse import parse
from leftopen.service.search.no_results import MOST, causes
from tests.store.samples import seen

ROWS = [
    seen("192.0.2.1", 80, product="nginx", data="Welcome"),
    seen("192.0.2.2", 443, product="Apache httpd", data="Sign in"),
]
KNOWN = {"product": ("nginx", "Apache httpd"), "port": ("80", "443"), "exposure": ("redis_open", "smb_open")}


def count(query: str) -> int:
    return sum(match(parse(query), row) for row in ROWS)


def known(field: str) -> Sequence[str]:
    return KNOWN.get(field, ())


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("product:ngnix", "product:nginx"),
        ('product:"Apache htpd"', 'product:"Apache httpd"'),
        ("ngnix", "product:nginx"),
        ("exposure:reddis_open", "exposure:redis_open"),
        ("country:UK", "country:GB"),
        ("port:9999", ""),
        ("-welcome -sign", ""),
        ("product:a,b", ""),
    ],
)
def test_what_was_probably_meant(query: str, meant: str) -> None:
    assert causes(query, count, known)[0].meant == meant


def test_the_part_that_finds_nothing_comes_first_with_the_search_without_it() -> None:
    first, *others = causes("port:80 product:ngnix", count, known)
    assert (first.text, first.alone, first.without, first.rest) == ("product:ngnix", 0, "port:80", 1)
    assert (first.instead, first.found) == ("port:80 product:nginx", 1)
    assert others == []


def test_parts_that_only_exclude_each_other_say_what_each_finds() -> None:
    found = {one.text: (one.alone, one.without, one.rest) for one in causes("port:80 sign", count, known)}
    assert found == {"port:80": (1, "sign", 1), "sign": (1, "port:80", 1)}


def test_what_was_meant_stands_alone_where_the_other_parts_do_not_fit() -> None:
    first = causes("product:ngnix port:443", count, known)[0]
    assert (first.instead, first.found) == ("product:nginx", 0)


def test_a_long_search_is_counted_in_its_first_parts_only() -> None:
    asked: list[str] = []

    def counting(query: str) -> int:
        asked.append(query)
        return 0

    causes(" ".join(f"word{number}" for number in range(200)), counting, known)
    assert len(asked) == 2 * MOST
