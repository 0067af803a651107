"""A search with one filter more, and with one less."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.query.nodes import All, Term
from leftopen.query.parse import parse
from leftopen.query.quoting import quote_value
from leftopen.web.console.view.filters import adder, filters, limiter


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("port:80", [("port", "80", False, "")]),
        (
            "nginx port:80 -country:FR",
            [("port", "80", False, "nginx -country:FR"), ("country", "FR", True, "nginx port:80")],
        ),
        ('org:"A, B"', [("org", "A, B", False, "")]),
        ("port:80 OR port:443", []),
        ("(port:80) country:FR", [("country", "FR", False, "(port:80)")]),
        ('port:80 "port:443"', [("port", "80", False, '"port:443"')]),
        ('"open', []),
        ("port:80 OR -country:FR asn:AS1", [("asn", "AS1", False, "port:80 OR -country:FR")]),
        ("", []),
    ],
)  # fmt: skip
def test_what_stands_alone_can_be_taken_away(query: str, found: list[tuple[str, str, bool, str]]) -> None:
    assert [(one.field, one.value, one.negated, one.without) for one in filters(query)] == found


@given(
    st.text(min_size=1, max_size=40).filter(
        lambda text: text.strip() and "\0" not in text and "*" not in text
    )
)
def test_any_value_can_be_a_filter(value: str) -> None:
    query = adder("nginx")("org", value)
    assert adder(query)("org", value) == query or value != value.strip()
    tree = parse(query)
    assert isinstance(tree, All)
    assert isinstance(tree.nodes[1], Term)
    assert len(tree.nodes[1].values) == 1, "one value, whatever is in it"


@pytest.mark.parametrize("value", ["a b", 'say "x"', "a,b", "(x)", "-x", "x\\"])
def test_what_means_something_is_quoted(value: str) -> None:
    assert quote_value(value).startswith('"')


def test_days_take_the_place_of_days() -> None:
    limited = limiter("nginx after:01/01/2020 port:80 before:02/01/2020")
    query = limited(date(2026, 3, 1), date(2026, 3, 8))
    assert query == "nginx port:80 after:01/03/2026 before:08/03/2026"
