"""The registry's pages on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import docker_registry
from tests.scripted import page

API = {"docker_distribution_api_version": "registry/2.0"}
BASE = page(200, b"{}", **API)
REFUSED = page(
    401, b'{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}\n', **API
)
FRONT = page(200, b"", cache_control="no-cache", date="Wed, 08 Feb 2023 01:02:03 GMT", content_length="0")


def catalog(*names: str, link: str = "") -> Reply:
    listed = ",".join(f'"{name}"' for name in names)
    headers = {**API, **({"link": link} if link else {})}
    return page(200, f'{{"repositories":[{listed}]}}\n'.encode(), **headers)


def test_the_front_page_is_empty_and_not_to_be_kept() -> None:
    assert docker_registry.may_be(FRONT)
    assert docker_registry.may_be(page(404, b"404 page not found\n", **API))


@pytest.mark.parametrize(
    "front",
    [
        page(200, b"", cache_control="no-cache"),
        page(200, b"", cache_control="no-cache", date="x", server="nginx"),
        page(200, b"x", cache_control="no-cache", date="x"),
        page(200, b"", date="x"),
        page(204, b"", cache_control="no-cache", date="x"),
    ],
)
def test_another_empty_page_is_not_asked_further(front: Reply) -> None:
    assert not docker_registry.may_be(front)


def test_one_may_come_in_where_an_empty_object_comes_under_the_header() -> None:
    assert docker_registry.answers(BASE)
    assert not docker_registry.answers(page(200, b"{}"))
    assert not docker_registry.answers(page(200, b"<html>", **API))
    assert not docker_registry.answers(REFUSED)


def test_the_catalogue_gives_names_that_can_stand_in_a_path() -> None:
    assert docker_registry.repositories(catalog("made-up/a", "b_c.d")) == ("made-up/a", "b_c.d")
    assert docker_registry.repositories(catalog("../x", "A", "a b", "/a", "x" * 300)) == ()
    assert docker_registry.repositories(page(200, b'{"repositories":null}')) is None
    assert docker_registry.repositories(page(404, b'{"repositories":[]}')) is None
    assert docker_registry.has_more(catalog("a", link='</v2/_catalog?last=a&n=100>; rel="next"'))
    assert not docker_registry.has_more(catalog("a"))


def test_tags_are_counted_and_null_is_none() -> None:
    assert docker_registry.tags(page(200, b'{"name":"a","tags":["1.0","latest"]}')) == 2
    assert docker_registry.tags(page(200, b'{"name":"a","tags":null}')) == 0
    assert docker_registry.tags(page(404, b'{"errors":[{"code":"NAME_UNKNOWN"}]}')) is None
    assert docker_registry.code(REFUSED) == "UNAUTHORIZED"


@given(st.binary(max_size=200), st.sampled_from([200, 401, 404]))
def test_no_bytes_make_it_raise(body: bytes, status: int) -> None:
    for made in (body, b'{"repositories":[' + body, b'{"errors":[{"code":' + body):
        reply = page(status, made, **API)
        docker_registry.may_be(reply)
        assert docker_registry.repositories(reply) is None or status == 200
        docker_registry.tags(reply)
        docker_registry.code(reply)
        docker_registry.answers(reply)
