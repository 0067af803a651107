"""Whatever is typed: an answer or a BadQuery in one line, soon, and SQL that stays small."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from leftopen.errors import BadQuery
from leftopen.query.facet import facet_field
from leftopen.query.lexer import LONGEST
from leftopen.query.match import match
from leftopen.query.parse import parse
from leftopen.store.engine import parameters
from leftopen.store.search.facet_sql import facet_expression
from leftopen.store.search.where import Where, where
from tests.query.specimen import BESIDE, EVERYTHING
from tests.stopwatch import shortest

NETS = "net:" + ",".join(f"10.{n // 250}.{n % 250}.0/24" for n in range(500))
HOSTILE = {
    "terms": "port:1 " * 100_000,
    "words": "a " * 4_999,
    "most words": "ab " * 399,
    "most filters": " ".join(f"port:{n}" for n in range(399)),
    "commas": "port:" + "," * 9_000,
    "values": "port:" + ",".join(str(n) for n in range(999)),
    "texts": "product:" + ",".join(f"x{n}" for n in range(700)),
    "ranges": "port:" + ",".join(f"{n}-{n + 5}" for n in range(800)),
    "networks": NETS,
    "negated networks": f"-{NETS}",
    "odd networks": "net:" + ",".join(f"10.0.0.{n}/{n % 33}" for n in range(250)),
    "parentheses": "(" * 5_000 + "a" + ")" * 5_000,
    "minus": "-" * 9_999 + "a",
    "ors": "a OR " * 199 + "a",
    "joins": "severity:>=low " * 12,
    "joined values": "case:" + ",".join(["open"] * 900),
    "nul": "product:\0",
    "nul word": '\0 "\0x"',
    "empty phrase": '"" -""',
    "surrogate": "\ud800",
    "sql": "port:1);DROP TABLE services--",
    "quote": 'product:"\'); DROP TABLE services; --"',
    "placeholder": "product:{p0:String}",
    "line feed": 'port:"1\n2"',
    "asterisks": "product:" + "*" * 5_000,
    "asterisks apart": "product:" + "a*" * 8 + " tag:" + "*b" * 8,
    "percent": "product:" + "%" * 3_000,
    "backslashes": 'product:"' + "\\\\" * 1_900 + '"',
    "emoji": "😀" * 900,
    "range": "port:0-99999999999999999999999",
    "wide range": "port:-9223372036854775808-9223372036854775807",
    "backwards": "port:90-80",
    "huge number": "port:" + "9" * 9_000,
    "huge serial": "ssl.cert.serial:" + "f" * 500,
    "huger serial": "ssl.cert.serial:" + "9" * 3_900,
    "huge span": "open_for:>999999w",
    "size": "size:>999999999999999PB",
    "id": "id:" + "f" * 33,
    "far geo": "geo:90,180,99999",
    "geo": "geo:" + "1," * 4_000,
    "days": "timestamp:00/00/0000",
    "name": "x" * 9_000 + ":1",
    "zero width": "port:1\u200b",
    "all": "all:" + ",".join(f"y{n}" for n in range(200)),
}
LINE = 60_000
"""Bytes of bound texts in the address of a request, which may have 64 KiB."""


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_answered_or_refused_soon(name: str) -> None:
    query = HOSTILE[name]
    try:
        made, seconds = shortest(lambda: answered(query))
    except BadQuery:
        error, seconds = shortest(lambda: refusal(query))
        assert seconds < 0.2
        assert error.position is not None
        assert 0 <= error.position <= len(query)
        assert str(error).isprintable()
        assert len(str(error)) < 300
        return
    assert seconds < 0.2
    assert len(made.sql) < 200_000
    assert sum(len(quote(parameters.text(value))) + 20 for value in made.params.values()) < LINE


def answered(query: str) -> Where:
    tree = parse(query)
    match(tree, EVERYTHING, BESIDE)
    return where(tree)


def refusal(query: str) -> BadQuery:
    with pytest.raises(BadQuery) as caught:
        parse(query)
    return caught.value


def test_what_the_official_client_sends_is_taken() -> None:
    assert len(NETS) < LONGEST
    assert not match(parse(NETS), EVERYTHING)


@pytest.mark.parametrize(
    ("name", "words"),
    [("contry", "did you mean country"), ("x\n" * 9_000, "unknown facet"), ("", "facet")],
)
def test_a_facet_that_is_none_is_said_in_one_line(name: str, words: str) -> None:
    for ask in (facet_field, facet_expression):
        with pytest.raises(BadQuery, match=words) as caught:
            ask(name)
        assert str(caught.value).isprintable()
