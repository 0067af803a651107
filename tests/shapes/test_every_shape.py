"""What holds for each shape: its own examples, its words, any bytes, and the time that hostile text takes."""

from __future__ import annotations

import functools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply
from leftopen.model.severity import Severity
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import read_answer
from tests.each import each
from tests.shapes import made_up
from tests.stopwatch import shortest
from tests.tier import examples

SHAPES = catalogue.shapes()
KINDS = (
    "text/html",
    "application/json",
    "text/plain",
    "application/xml",
    "text/csv",
    "application/octet-stream",
    "",
)
FRAGMENTS = (
    "a", "A", "0", " ", "\n", "<", "<a ", "<li>",
    "[", "{", '"', "a=", "a: ", "a,", "a/", "a.b ", "-", "1 ", "<Key>", "\t", "A=b\n",
    "BEGIN:VCARD\n", "2023-02-08 10:00:00 INFO ", "10.0.0.1 ", "a{b=\"", "-- ", "INSERT INTO ", "dn: a\n",
    "<tr><td>a</td></tr>", "<div class=a><a href=a>a</a> b</div>", "user@example.org ", "x y z. ", "at a.b(",
)  # fmt: skip
PREFIXES = (
    "", "<html><body>", "<html><body><table>", "[", '{"a":', "<ListBucketResult>", "BEGIN:VCALENDAR\n",
    "# TYPE a gauge\n", "-- MySQL dump\n",
)  # fmt: skip
SIZE = 512 * 1024


@functools.cache
def hostile() -> tuple[Answer, ...]:
    texts = [fragment * (SIZE // len(fragment)) for fragment in FRAGMENTS]
    texts += [
        prefix + fragment * (SIZE // len(fragment)) for prefix in PREFIXES for fragment in FRAGMENTS[::4]
    ]
    return tuple(
        read_answer("/", Reply(status=200, headers=(("Content-Type", kind),), body=text.encode()))
        for number, text in enumerate(texts)
        for kind in (KINDS[number % len(KINDS)], "text/plain")
    )


@each("name", SHAPES)
def test_it_matches_its_hits_and_none_of_its_misses(name: str) -> None:
    shape = SHAPES[name]
    assert len(shape.hits) >= 2
    assert len(shape.misses) >= 2
    for hit in shape.hits:
        found = shape.judge(hit)
        assert found is not None, f"{name} misses its own hit {hit.text[:80]!r}"
        assert found.said
        assert found.why
    for miss in shape.misses:
        assert shape.judge(miss) is None, f"{name} takes its own miss {miss.text[:80]!r}"


@each("name", SHAPES)
def test_it_has_its_words_in_both_languages(name: str) -> None:
    shape = SHAPES[name]
    assert re.fullmatch(r".+ (readable|usable) without authentication", shape.title)
    assert catalogue.exposure_words(name, "fr").title != shape.title
    assert len(shape.remedy) > 40
    assert shape.references
    assert shape.sized_by
    assert shape.severity in Severity


@each("name", SHAPES)
@each("number", range(len(made_up.HARMLESS)))
def test_prose_login_and_advertisement_never_match(name: str, number: int) -> None:
    assert SHAPES[name].judge(made_up.HARMLESS[number]) is None


@settings(max_examples=examples(150), deadline=None)
@given(
    st.one_of(
        st.binary(max_size=2000), st.text(max_size=2000).map(lambda text: text.encode("utf-8", "replace"))
    ),
    st.sampled_from(KINDS),
    st.sampled_from([200, 207, 404]),
    st.booleans(),
)
def test_any_bytes_never_raise(body: bytes, kind: str, status: int, cut: bool) -> None:
    seen = read_answer("/x", Reply(status=status, headers=(("Content-Type", kind),), body=body, cut=cut))
    for shape in SHAPES.values():
        shape.judge(seen)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "size",
                    "items",
                    "kind",
                    "path",
                    "hash",
                    "id",
                    "time",
                    "level",
                    "message",
                    "ref",
                    "x",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=40,
)


@settings(max_examples=examples(150), deadline=None)
@given(_JSON)
def test_any_json_never_raises(value: object) -> None:
    seen = made_up.data(value)  # type: ignore[arg-type]
    for shape in SHAPES.values():
        shape.judge(seen)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.sampled_from(made_up.PROSE.split()), min_size=1, max_size=400))
def test_a_page_with_only_prose_never_matches(answer: list[str]) -> None:
    seen = made_up.page(f"<h1>{' '.join(answer[:4])}</h1><p>{' '.join(answer)}</p>")
    assert [name for name, shape in SHAPES.items() if shape.judge(seen) is not None] == []


@pytest.mark.parametrize("name", SHAPES)
def test_hostile_text_takes_linear_time(name: str) -> None:
    judge = SHAPES[name].judge
    for seen in hostile():
        took = shortest(functools.partial(judge, seen), 2)[1]
        assert took < 0.2, f"{took:.2f} s for {seen.text[:40]!r} as {seen.kind}"


def repeated(line: str, kind: str, before: str = "", after: str = "") -> Answer:
    rows = "".join(line.format(n=n) for n in range(64 * 1024 // len(line)))
    return made_up.answer(before + rows + after, kind)


@functools.cache
def large() -> tuple[Answer, ...]:
    return (
        repeated('<a href="scan{n}.tif">scan{n}.tif</a> 2023-02-08 10:00 {n}K\n', "text/html", "<html><pre>"),
        repeated("<tr><td>Ann {n}</td><td>2023-02-08</td><td>x</td></tr>", "text/html", "<html><table>"),
        repeated("<p>" + made_up.PROSE + "</p>", "text/html", "<html><body>"),
        repeated('{{"id":{n},"name":"Ann","time":"2023-02-08"}},', "application/json", "[", "{}]"),
        repeated('198.51.100.7 - - [08/Feb/2023:10:00:00 +0000] "GET /{n} HTTP/1.1" 200 1\n', "text/plain"),
        repeated("{n},Ann,a@example.org,room 3\n", "text/csv", "id,name,mail,room\n"),
        repeated('process_a{{b="{n}"}} 1\n', "text/plain"),
        repeated("BEGIN:VEVENT\nSUMMARY:{n}\nEND:VEVENT\n", "text/calendar", "BEGIN:VCALENDAR\n"),
        repeated("INSERT INTO a VALUES ({n});\n", "application/sql", "-- MySQL dump\n"),
        repeated("<Contents><Key>a/{n}.jpg</Key><Size>1</Size></Contents>", "text/xml", "<ListBucketResult>"),
    )


@pytest.mark.parametrize("name", SHAPES)
def test_a_large_answer_is_judged_in_little_time_on_average(name: str) -> None:
    """About 2 milliseconds on an idle machine; the bound leaves room for a busy one."""
    judge = SHAPES[name].judge
    took = sum(shortest(functools.partial(judge, seen))[1] for seen in large())
    assert took / len(large()) < 0.01
