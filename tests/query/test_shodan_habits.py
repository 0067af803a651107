"""A search as users of Shodan type it; whatever is typed is read, or refused with BadQuery."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.errors import BadQuery
from leftopen.query.fields.field import Kind
from leftopen.query.fields.fields import FIELDS, SERVICES
from leftopen.query.foreign_names import FOREIGN
from leftopen.query.hints import hints
from leftopen.query.match import match
from leftopen.query.nodes import Node
from leftopen.query.parse import parse
from leftopen.query.parts import parts
from leftopen.query.quoting import quote_value
from leftopen.query.shodan_tokens import analyze
from tests.query.printed import printed
from tests.query.specimen import EVERYTHING
from tests.stopwatch import shortest
from tests.tier import examples

PRINTABLE = [
    name for name, field in FIELDS.items()
    if field.kind not in (Kind.SPAN, Kind.BEFORE, Kind.AFTER, Kind.DAY, Kind.GEO, Kind.ID)
]  # fmt: skip
VALUES = [f"{name}:{value}" for name in PRINTABLE for value in (FIELDS[name].hits, FIELDS[name].misses)]
PIECES = st.sampled_from(
    [
        *VALUES, *"'\"!-,()*\\ ", "OR", " ", "a", "é", "product:", 'product:"', "org:'", "'x y'", '"x y"',
        "\0", "port:80", "net:", "192.0.2.0/24", "app=", "=", ":", "&&", "\n", "😀", "\ud800",
    ]
)  # fmt: skip
QUERIES = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30)


def tree(query: str) -> Node | None:
    """None for a search that is refused."""
    try:
        return parse(query)
    except BadQuery:
        return None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('product:"nginx","lighttpd"', 'product:"nginx,lighttpd"'),
        ('city:"San Diego","New York" port:80', 'city:"San Diego,New York" port:80'),
        ('city:Delft,"New York",Oslo', 'city:"Delft,New York,Oslo"'),
        ("city:'San Diego','New York'", 'city:"San Diego,New York"'),
        (r'product:"a\,b","c"', r'product:"a\,b,c"'),
        ("org:'City of Sample'", 'org:"City of Sample"'),
        ("(org:'City of Sample')", 'org:"City of Sample"'),
        ("org:'L'Exemple SA' nginx", 'org:"L\'Exemple SA" nginx'),
        ("'200 OK'", '"200 OK"'),
        ("!port:80", "-port:80"),
        ('nginx !"200 OK"', 'nginx -"200 OK"'),
        ("!(a OR !b)", "-(a OR -b)"),
        ("!nginx", "-nginx"),
        ("ssh.cipher:chacha20-poly1305@openssh.com", 'ssh.cipher:"chacha20-poly1305@openssh.com"'),
    ],
)
def test_what_users_of_shodan_type_means_the_same_here(typed: str, meant: str) -> None:
    assert parse(typed) == parse(meant)


@pytest.mark.parametrize("query", ["it's", "'tis", "org:'x", "a!b", "vuln:!CVE-2014-0160"])
def test_apostrophes_and_exclamation_marks_inside_words_stay(query: str) -> None:
    name, colon, value = query.rpartition(":")
    assert parse(query) == parse(f'{name}{colon}"{value}"')


def test_alternatives_find_each_of_them() -> None:
    assert match(parse('product:"lighttpd","nginx"'), EVERYTHING)
    assert match(parse('city:"New York","Amsterdam"'), EVERYTHING)
    assert not match(parse('product:"lighttpd","apache"'), EVERYTHING)
    assert not match(parse("!port:8443"), EVERYTHING)


@pytest.mark.parametrize(
    ("query", "position", "words"),
    [
        ("-", 0, "needs a term right after it"),
        ("!", 0, "needs a term right after it"),
        ("port:80 - port:443", 8, r'or write "-"'),
        ("(a -)", 4, "minus sign needs a term"),
        ('product:"a",', 8, "empty value"),
        ("vuln:2014-0160", 5, "write CVE-2014-0160"),
        ("vuln.verified:CVE-2021-3618,2014-0160", 14, "write CVE-2014-0160"),
        ("app:nginx", 0, "did you mean product:"),
        ("services.service_name:HTTP", 0, "did you mean module:"),
    ],
)
def test_what_finds_nothing_by_mistake_is_refused(query: str, position: int, words: str) -> None:
    with pytest.raises(BadQuery, match=words) as caught:
        parse(query)
    assert caught.value.position == position


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("services.service_name=HTTP", "write module:HTTP"),
        ('app="nginx" port:80', "write product:nginx"),
        ('title=="index of"', 'write http.title:"index of"'),
        ('port!="80"', "write -port:80"),
        ("country=", "write country:VALUE"),
    ],
)
def test_filters_of_another_search_engine_are_named(query: str, said: str, found: bool) -> None:
    [hint] = hints(query, found=found)
    assert hint == f"{query.split()[0].partition(chr(34))[0]} was searched as a word; {said}"


def test_a_word_that_only_looks_like_a_filter_is_named_where_nothing_is_found() -> None:
    assert hints("charset=utf-8", found=True) == hints('"app=x"', found=True) == []
    assert hints("charset=utf-8")[0].endswith("filters are written with a colon (example: port:80)")


def test_every_name_of_another_language_has_one_of_ours() -> None:
    assert all(SERVICES.found(ours) for ours in FOREIGN.values())
    assert not any(map(SERVICES.found, FOREIGN))


@given(QUERIES)
@settings(max_examples=examples(400))
def test_whatever_is_typed_is_read_or_refused(query: str) -> None:
    read = tree(query)
    analyze(query)
    if read is not None:
        hints(query)
        assert tree(f"({query})") == (read if query.strip() else tree("()")), "as a limited key narrows it"
        assert all(tree(part.text) is not None for part in parts(query))


@given(QUERIES)
@settings(max_examples=examples(400))
def test_a_tree_written_as_text_is_read_as_the_same_tree(query: str) -> None:
    read = tree(query)
    if read is not None:
        assert parse(printed(read)) == read


@given(st.text(max_size=30))
def test_a_quoted_value_is_read_literally(value: str) -> None:
    stored = value.replace("\0", "")
    if stored.strip():
        [text] = parse(f"product:{quote_value(value.strip())}").values  # type: ignore[union-attr]
        assert text == parse(f'product:"{"".join(chr(92) + c for c in stored.strip())}"').values[0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query", ["'a " * 3_000, "org:'a " * 1_000, "'" * 9_000, "!" * 9_000, '"a",' * 2_000]
)
def test_marks_without_end_are_read_soon(query: str) -> None:
    _, seconds = shortest(lambda: tree(query))
    assert seconds < 1
