from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadQuery
from leftopen.query.fields.fields import FIELDS
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Word
from leftopen.query.parse import parse


def term(name: str, *values: Text | Range) -> Term:
    return Term(field=FIELDS[name], values=values)


def text(*pieces: str) -> Text:
    return Text(pieces=pieces)


def number(low: int | None, high: int | None) -> Range:
    return Range(low=low, high=high)


REDIS, NGINX = Word(tokens=("redis",)), Word(tokens=("nginx",))
DAY = 1_675_814_400_000_000
V4 = 0xFFFF00000000


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", All(nodes=())),
        ('""', Word(tokens=())),
        ("Re\0dis", REDIS),
        ("product:\ud800", term("product", text("\ufffd"))),
        ("Redis", REDIS),
        ("redis nginx", All(nodes=(REDIS, NGINX))),
        ("redis OR nginx", Any(nodes=(REDIS, NGINX))),
        ("redis or", All(nodes=(REDIS, Word(tokens=("or",))))),
        ("-redis", Not(node=REDIS)),
        ("-(redis OR nginx)", Not(node=Any(nodes=(REDIS, NGINX)))),
        ("(redis)", REDIS),
        ('a "-" b', All(nodes=(Word(tokens=("a",)), Word(tokens=(), text="-"), Word(tokens=("b",))))),
        ('"Index of /"', Word(tokens=("index", "of"), text="index of /")),
        (r'"say \"hi\""', Word(tokens=("say", "hi"), text='say "hi"')),
        ("1.2.3", Word(tokens=("1", "2", "3"), text="1.2.3")),
        ("port:22", term("port", number(22, 22))),
        ("PORT:22,80", term("port", number(22, 22), number(80, 80))),
        ("port:80-90", term("port", number(80, 90))),
        ("port:>1024", term("port", number(1025, None))),
        ("port:<=1024", term("port", number(None, 1024))),
        ("-hash:0", Not(node=term("hash", number(0, 0)))),
        ("hash:-12", term("hash", number(-12, -12))),
        ("product:Apache*httpd", term("product", text("apache", "httpd"))),
        (r"product:a\*b", term("product", text("a*b"))),
        ('http.title:"Index of, Inbox"', term("http.title", text("index of"), text("inbox"))),
        (r'http.title:"a\, b"', term("http.title", text("a, b"))),
        ("country:nl,Made*", term("country", text("nl"), text("made", ""))),
        ("country:EU,UK,QB", term("country", text("eu"), text("uk"), text("qb"))),
        ("country:U*", term("country", text("u", ""))),
        ("country:Oma,oman", term("country", text("oma"), text("oman"))),
        (
            "asn:AS5475,as1-AS2,>=AS3,4",
            term("asn", number(5475, 5475), number(1, 2), number(3, None), number(4, 4)),
        ),
        ("port:0-99999", term("port", number(0, 99_999))),
        ("net:192.0.2.0/24", term("net", number(V4 + 0xC0000200, V4 + 0xC00002FF))),
        ("ip:::ffff:192.0.2.7", term("ip", number(V4 + 0xC0000207, V4 + 0xC0000207))),
        ("ip:[::1%lo]", term("ip", number(1, 1))),
        ("ip:::1", term("ip", number(1, 1))),
        ("net:::/0", term("net", number(0, 2**128 - 1))),
        ("before:08/02/2023", term("before", number(None, DAY - 1))),
        ("after:2023-02-08", term("after", number(DAY, None))),
        ("tls:yes", term("tls", number(1, 1))),
        ("verdict:open,unknown", term("verdict", text("open"), text("unknown"))),
        ("severity:>=high", term("severity", number(3, None))),
        ("severity:LOW", term("severity", number(1, 1))),
        ("size:>1.5GB", term("size", number(1_500_000_001, None))),
        ("size:<2kb", term("size", number(None, 1999))),
    ],
)
def test_a_search_is_read_as_its_tree(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "position", "words"),
    [
        ("redis prodct:x", 6, "did you mean product:"),
        ("http://example.org", 0, "quotation marks"),
        ('a "b c', 2, "missing closing quotation mark"),
        ("(a b", 0, "opening parenthesis without a closing one"),
        ("a) b", 1, "closing parenthesis without an opening one"),
        ("port:", 5, "missing value after the colon"),
        ('port:""', 5, "missing value after the colon"),
        ("port:22,,80", 5, "empty value"),
        ("port:http", 5, "a number"),
        ("OR a", 0, "both sides"),
        ("a OR", 4, "both sides"),
        ("a OR )", 5, "both sides"),
        ("net:1.2.3.4/99", 4, "192.0.2.0/24"),
        ("nginx ip:192.0.2", 9, r"ip:192.0.2 is not valid: write 192\.0\.2\.0/24"),
        ("net:192.0.2.*", 4, r"write 192\.0\.2\.0/24"),
        ("net:203.0.113/24", 4, r"write 203\.0\.113\.0/24"),
        ("net:203.0.113.7,203.113", 4, r"net:203.113 .*: write 203\.113\.0\.0/16"),
        ("net:10", 4, r"write 10\.0\.0\.0/8"),
        ("net:3221225985", 4, "use an address or a range"),
        ("net:0xC0.0.2.7", 4, "use an address or a range"),
        ("net:192.0.2.07", 4, "use an address or a range"),
        ("before:31/02/2023", 7, "dd/mm/yyyy"),
        ("verdict:maybe", 8, "open, closed, unknown"),
        ("severity:>loud", 9, "critical"),
        ("product:" + "*a" * 12, 8, "asterisks"),
        ("scan:a*", 5, "beginning of an ID"),
        ("-" * 40 + "a", 25, "deep"),
        ("port:" * 2001, 10_000, "longer"),
        ("é" * 2500, 0, "4000 bytes of text"),
        (" ".join(["tag:" + "x" * 500] * 9), 8 * 505, "4000 bytes of text"),
        ("tag:" + "*a," * 60 + "a", 4, "asterisks"),
        ("port:" + ">1," * 60 + "1", 5, "open ends"),
        ("case:open " * 13, 120, "filters on check results or cases"),
        ("port:\0", 5, "missing value after the colon"),
        ("geo:91,0", 4, "latitude"),
        ("geo:1,2,3,4,5", 4, "latitude"),
        ("geo:1,2,-3", 4, "latitude"),
        ("ssl.cert.serial:xyz", 16, "decimal or hex"),
        ("asn:AS", 4, "AS64500"),
        ("asn:1AS5475", 4, "AS64500"),
        ("asn:ASAS5475", 4, "AS64500"),
        ("asn:AS4294967296", 4, "between 0 and 4294967295"),
        ("port:80-22", 5, "port:80-22: the range is reversed; did you mean 22-80?"),
        ("port:443,9000-8000", 5, "8000-9000"),
        ("hash:-2--5", 5, "the range is reversed; did you mean -5--2?"),
        ("port:99999", 5, "port:99999: must be between 0 and 65535"),
        ("port:>65535", 5, "between 0 and 65535"),
        ("port:<0", 5, "between 0 and 65535"),
        ("id:xyz", 3, "in hex"),
        ("open_for:long", 9, ">7d"),
        ("timestamp:yesterday", 10, "dd/mm/yyyy or yyyy-mm-dd"),
        ("a " * 500, 800, "terms"),
        ("port:" + "1," * 1100 + "1", 0, "values"),
        ('"' + "a " * 40 + '"', 0, "32 words"),
    ],
)
def test_what_cant_be_read_is_pointed_at(query: str, position: int, words: str) -> None:
    with pytest.raises(BadQuery, match=words) as caught:
        parse(query)
    assert caught.value.position == position
    assert str(caught.value).endswith(f" (at character {position + 1})")


@given(st.text(max_size=200) | st.text(alphabet='()-"\\:,*<>OR port:net/1. \t', max_size=200))
def test_any_text_is_a_tree_or_a_bad_query_inside_the_text(query: str) -> None:
    try:
        parse(query)
    except BadQuery as error:
        assert error.position is not None
        assert 0 <= error.position <= len(query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("org:" + ",".join(f"a{n}" for n in range(980)), "org: at most 100 values"),
        ("nginx product:" + ",".join("abc" for _ in range(101)), "product: at most 100 values"),
        ("-(http.title:" + ",".join("abc" for _ in range(101)) + ")", "http.title: at most 100 values"),
        (" OR ".join("org:" + ",".join("a" * 70) for _ in range(3)), "more than 200 values in text filters"),
    ],
)
def test_a_filter_of_text_takes_a_hundred_values(query: str, said: str) -> None:
    with pytest.raises(BadQuery, match=said):
        parse(query)


@pytest.mark.parametrize(
    "query",
    [
        "org:" + ",".join(f"a{n}" for n in range(100)),
        "port:" + ",".join(str(n) for n in range(1000)),
        "net:" + ",".join(f"10.0.{n // 250}.{n % 250}" for n in range(600)),
        "asn:" + ",".join(f"AS{n}" for n in range(1, 1001)),
    ],
)
def test_numbers_and_networks_may_be_many(query: str) -> None:
    parse(query)


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ('product:"*"', ("*",)),
        ('product:"a*b"', ("a*b",)),
        ("product:'a*b'", ("a*b",)),
        (r'product:"a\*b"', ("a*b",)),
        ("product:*", ("", "")),
        ("product:a*b", ("a", "b")),
        ('product:"a b"*', ("a b", "")),
        ('product:*"a b"', ("", "a b")),
        ('product:"a b"*"c*d"', ("a b", "c*d")),
        ('cpe:"cpe:2.3:a:nginx:nginx:*"', ("a:nginx:nginx",)),
    ],
)
def test_a_quoted_asterisk_is_literal(query: str, pieces: tuple[str, ...]) -> None:
    [value] = parse(query).values  # type: ignore[union-attr]
    assert value == text(*pieces)
