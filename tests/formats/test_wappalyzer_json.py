"""Wappalyzer's format on made-up technologies: where each is found, its version, what it implies."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.wappalyzer_json import Technologies, read
from leftopen.model.component import Component

CATEGORIES = {
    "1": {"groups": [3], "name": "CMS", "priority": 1},
    "59": {"name": "JavaScript libraries", "priority": 9},
}
MADE_UP = {
    "MadePress": {
        "cats": [1],
        "cpe": "cpe:2.3:a:made_up:madepress:*:*:*:*:*:*:*:*",
        "meta": {"generator": "^MadePress ?([\\d.]+)?\\;version:\\1"},
        "html": ["<link [^>]+made-content", "(\\;version:9"],
        "headers": {"X-Made": ""},
        "implies": ["Made PHP\\;confidence:50", "Unknown One"],
        "js": {"made": ""},
    },
    "Made PHP": {"cats": [27], "headers": {"X-Powered-By": "^php/?([\\d.]+)?\\;version:\\1"}},
    "madelib": {
        "cats": [59],
        "scriptSrc": "madelib(?:-([\\d.]+))?(?:\\.min)?\\.js\\;version:\\1?\\1:old",
        "cookies": {"MadeLib_Session": ""},
    },
    "Unsure": {"cats": [59], "html": "<html\\;confidence:20"},
    "Titled": {"cats": [1], "title": "^Titled$"},
}
FILES = [json.dumps(CATEGORIES).encode(), json.dumps(MADE_UP).encode(), b"{broken", b"\xff", b"[1]"]
KNOWN = read(FILES)


def found(*page: tuple[str, str], known: Technologies = KNOWN) -> dict[str, Component]:
    return {one.name: one for one in known.find(page, lambda: False)}


def test_a_technology_brings_its_version_its_cpe_and_what_it_implies() -> None:
    parts = found(("meta.generator", "MadePress 6.1"))
    assert parts == {
        "MadePress": Component(
            name="MadePress", categories=("CMS",), version="6.1", cpe="cpe:/a:made_up:madepress:6.1"
        ),
        "Made PHP": Component(name="Made PHP"),
    }
    application = KNOWN.application(parts.values())
    assert application is not None
    assert application.name == "MadePress"


@pytest.mark.parametrize(
    ("place", "text", "name", "version"),
    [
        ("meta.generator", "madepress", "MadePress", ""),
        ("html", "<html><link rel=x href=/made-content/>", "MadePress", ""),
        ("headers.x-made", "", "MadePress", ""),
        ("headers.x-powered-by", "PHP/8.2.28", "Made PHP", "8.2.28"),
        ("scriptSrc", "/js/madelib-3.7.min.js?x", "madelib", "3.7"),
        ("scriptSrc", "/js/madelib.js", "madelib", "old"),
        ("cookies.madelib_session", "", "madelib", ""),
        ("title", "titled", "Titled", ""),
    ],
)
def test_each_place_of_a_page_is_searched(place: str, text: str, name: str, version: str) -> None:
    assert found((place, text))[name].version == version


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("meta.generator", "OtherPress 6.1"),
        ("meta.author", "MadePress 6.1"),
        ("html", "<html>"),
        ("html", "(9"),
        ("js.made", ""),
        ("title", "Entitled"),
        ("headers.server", "php/8"),
    ],
)
def test_near_misses_and_unsure_patterns_find_nothing(place: str, text: str) -> None:
    assert found((place, text)) == {}


def test_the_most_important_comes_first_and_a_library_is_no_application() -> None:
    page = (("scriptSrc", "madelib.js"), ("title", "Titled"))
    assert list(found(*page)) == ["Titled", "madelib"]
    assert KNOWN.application(found(page[0]).values()) is None


def test_a_version_is_kept_when_another_mark_has_none() -> None:
    page = (("scriptSrc", "/madelib-3.7.js"), ("cookies.madelib_session", ""))
    assert found(*page)["madelib"].version == "3.7"
    assert found(*page[::-1])["madelib"].version == "3.7"


def test_one_file_of_the_older_kind_says_the_same() -> None:
    both = {"technologies": MADE_UP, "categories": CATEGORIES}
    known = read([json.dumps(both).encode()])
    page = (("meta.generator", "MadePress 6.1"), ("scriptSrc", "madelib.js"))
    assert found(*page, known=known) == found(*page)


def test_files_that_cannot_be_read_are_counted() -> None:
    assert KNOWN.skipped == 2


def test_it_ends_when_it_is_late() -> None:
    assert KNOWN.find([("title", "Titled")], lambda: True) == ()


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(["\\1", "x\\;version:\\1", "(", "a+"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cats", "headers", "html", "meta", "implies", "cpe", "name", "1", "technologies"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON, st.text(max_size=40))
def test_any_file_and_any_page_are_read(answer: object, text: str) -> None:
    known = read([json.dumps({"Any": answer, "technologies": {"One": answer}}).encode(), *FILES])
    for one in known.find([("html", text), ("headers.1", text), ("title", text)], lambda: False):
        assert one.name in known.known
