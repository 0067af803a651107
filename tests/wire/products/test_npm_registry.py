"""Verdaccio's list and tags, and what only looks like them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import npm_registry
from tests.scripted import NOT_FOUND, page

TAGS = page(200, b'{\n  "latest": "1.0.0"\n}\n')
MISSING = page(404, b'{\n  "error": "no such package available"\n}\n')
REFUSED = page(401, b'{"error": "authorization required to access package made-up"}')


def listed(*names: str) -> Reply:
    answer = [{"name": name, "version": "1.0.0", "dist": {"shasum": "0" * 40}} for name in names]
    return page(200, json.dumps(answer, indent=2).encode())


def test_the_list_gives_names_also_of_what_came_before_the_cut() -> None:
    assert npm_registry.packages(listed("@a/b", "c")) == ("@a/b", "c")
    assert npm_registry.packages(listed()) == ()
    cut = page(200, listed("@a/b", "c").body[:150])
    assert npm_registry.packages(cut) == ("@a/b",)


@pytest.mark.parametrize(
    "reply",
    [
        page(200, b'[{"id": 1, "name": "no package"}]'),
        page(200, b'{"name": "a", "dist": {}}'),
        page(200, b"["),
        page(200, b"[1, 2]"),
        page(200),
        page(401, listed("a").body),
    ],
)
def test_what_is_no_list_of_packages_is_none(reply: Reply) -> None:
    assert npm_registry.packages(reply) is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a", "/-/package/a/dist-tags"),
        ("@a/b.c", "/-/package/%40a%2Fb.c/dist-tags"),
        ("..", ""),
        ("../a", ""),
        ("@a/..", ""),
        ("a b", ""),
        ("a?x", ""),
        ("", ""),
        ("a" * 500, ""),
        (npm_registry.NOBODYS, f"/-/package/{npm_registry.NOBODYS}/dist-tags"),
    ],
)
def test_only_a_name_of_a_package_becomes_part_of_a_question(name: str, path: str) -> None:
    assert npm_registry.tags_path(name) == path


def test_tags_and_a_missing_package_are_told_from_refusals() -> None:
    assert npm_registry.shows_tags(TAGS)
    assert not npm_registry.shows_tags(page(200, b"{}"))
    assert not npm_registry.shows_tags(REFUSED)
    assert npm_registry.is_missing(MISSING)
    assert not npm_registry.is_missing(NOT_FOUND)
    assert not npm_registry.is_missing(page(404, b'{"error": "Not found"}'))
    assert not npm_registry.is_missing(REFUSED)


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    for reply in (page(200, body), page(200, b"[" + body), page(404, body)):
        npm_registry.packages(reply)
        npm_registry.shows_tags(reply)
        npm_registry.is_missing(reply)
