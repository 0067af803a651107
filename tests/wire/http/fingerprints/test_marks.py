"""Marks of products: each names its own, a word alone names none, and a page costs little."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.packaged import read_toml
from leftopen.wire.http.fingerprints import marks
from tests.each import each
from tests.ordinary.sites import SITES

TABLES = read_toml("leftopen.wire.http.fingerprints", "marks")


def rows(kind: str) -> list[tuple[str, str]]:
    return [(name, mark) for name, _, mark in (line.partition("\t") for line in TABLES[kind].splitlines())]


def front(body: str, **headers: str) -> Reply:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=200, headers=named, body=body.encode())


def shown(kind: str, mark: str) -> Reply:
    """A page that has this mark and no other."""
    pages = {
        "title": f"<title>{mark}</title>",
        "generator": f'<meta name="generator" content="{mark} 1.2">',
        "body": f"<p>\n{mark}\n</p>",
    }
    return front(pages.get(kind, ""), **({"set_cookie": f"{mark}=x"} if kind == "cookie" else {}))


@each("kind", ["title", "generator", "cookie"])
def test_each_mark_names_its_product(kind: str) -> None:
    assert [mark for name, mark in rows(kind) if marks.product(shown(kind, mark)) != name] == []


def test_each_mark_of_a_page_names_its_product_or_that_of_a_longer_one() -> None:
    names = {name for name, _ in rows("body")}
    assert [mark for _, mark in rows("body") if marks.product(shown("body", mark)) not in names] == []


@each("kind", list(TABLES))
def test_a_table_has_each_mark_once_in_lower_case(kind: str) -> None:
    every = [mark for _, mark in rows(kind)]
    assert len(set(every)) == len(every)
    assert [mark for name, mark in rows(kind) if mark != mark.lower() or not mark or not name] == []


def test_there_are_marks_of_more_than_a_thousand_products() -> None:
    assert len({name for kind in TABLES for name, _ in rows(kind)}) > 1000


@pytest.mark.parametrize(
    "body",
    [
        "<title>How we moved from Gitea to Forgejo</title><p>Grafana, Jenkins and Zabbix",
        "<title>Welcome</title><p>content limesurvey phpldapadmin",
        '<meta name="generator" content="Ghostwriter 2">',
        '<meta name="description" content="WordPress">',
        "<title>Login</title>",
        "",
    ],
)
def test_a_page_that_only_speaks_of_a_product_is_not_that_product(body: str) -> None:
    assert marks.product(front(body)) == ""


def test_no_ordinary_site_has_a_wrong_name() -> None:
    found = {}
    for site in SITES:
        answer = site.site("/")
        headers = tuple(answer.headers.items())
        page = Reply(status=answer.status, headers=headers, body=answer.body.encode())
        found[site.name] = marks.product(page)
    assert {name: product for name, product in found.items() if product} == {}


def test_a_page_of_64_kilobytes_takes_a_few_milliseconds_at_most() -> None:
    page = front("<p>" + "".join(f'<a href="/a{n}/b-{n}">word{n} text</a>\n' for n in range(1600)))
    marks.product(page)
    began = time.thread_time()
    for _ in range(20):
        marks.product(page)
    assert (time.thread_time() - began) / 20 < 0.01


@given(st.binary(max_size=600), st.text(max_size=80))
def test_any_page_is_read(body: bytes, header: str) -> None:
    reply = Reply(status=200, headers=(("Set-Cookie", header),), body=body)
    assert isinstance(marks.product(reply, body), str)
