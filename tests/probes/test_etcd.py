"""The etcd probe: narrow at the front page, then two questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.etcd import EVERYBODYS, METHODS, NOT_FOUND, probe
from leftopen.wire.http import http_exchanges
from leftopen.wire.http.safe_requests import READING
from tests.scripted import Scripted, finish, page

FRONT = (
    b"HTTP/1.0 404 Not Found\r\nAccess-Control-Allow-Methods: POST, GET, OPTIONS, PUT, DELETE\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 19\r\n\r\n404 page not found\n"
)
VERSION = page(200, b'{"etcdserver":"3.5.16","etcdcluster":"3.5.0"}', content_type="application/json")
STATUS = b'{"header":{"cluster_id":"%s", "member_id":"7", "revision":"2"}, "dbSize":"20480"}'


def status(cluster: str = "3586811377195397337") -> bytes:
    return STATUS % cluster.encode()


def answer(body: bytes, cluster: str = "3586811377195397337") -> bytes:
    pair = (("/version", page(200, body)), ("/v3/maintenance/status", page(200, status(cluster))))
    return http_exchanges.pack(pair)


def test_its_own_404_is_recognised() -> None:
    assert probe.recognises(FRONT)
    assert probe.inside == "http"
    assert METHODS.encode() in FRONT
    assert FRONT.endswith(NOT_FOUND)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        FRONT.replace(b"POST, GET, OPTIONS, PUT, DELETE", b"GET"),
        FRONT.replace(b" 404 ", b" 200 "),
        FRONT.replace(b"404 page not found", b"nothing to see you"),
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 19\r\n\r\n404 page not found\n",
    ],
)
def test_other_servers_with_nothing_on_their_front_page_are_left_alone(first: bytes) -> None:
    assert not probe.recognises(first)


def test_version_and_cluster_are_facts() -> None:
    pages = {"/version": VERSION, "POST /v3/maintenance/status": page(200, status())}
    channel = Scripted(pages=pages)
    facts = probe.read(finish(probe.ask(channel, FRONT)))
    assert facts is not None
    assert (facts.product, facts.version, facts.info) == ("etcd", "3.5.16", "cluster 3.5.0")
    assert facts.identity == "etcd-cluster:3586811377195397337"
    assert facts.cpe == ("cpe:/a:etcd:etcd:3.5.16",)
    assert "/v3/maintenance/status" in READING


def test_at_the_banner_level_only_the_version_is_asked() -> None:
    channel = Scripted(pages={"/version": VERSION}, level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, FRONT)))
    assert facts is not None
    assert channel.heard == ["/version"]
    assert facts.identity == ""


def test_the_identifier_of_every_default_cluster_is_no_identity() -> None:
    facts = probe.read(answer(VERSION.body, EVERYBODYS))
    assert facts is not None
    assert facts.identity == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"version":"1.2"}',
        b'{"etcdserver":"<b>","etcdcluster":"3.5.0"}',
        b'{"etcdserver":3,"etcdcluster":"3.5.0"}',
        b'{"etcdserver":"3.5.16"}',
    ],
)
def test_another_program_behind_the_same_404_is_not_etcd(body: bytes) -> None:
    assert probe.read(answer(body)) is None


def test_a_cluster_that_has_not_decided_its_version_is_still_etcd() -> None:
    facts = probe.read(answer(b'{"etcdserver":"3.5.16","etcdcluster":"not_decided"}'))
    assert facts is not None
    assert facts.info == "cluster not decided"


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes, more: bytes) -> None:
    assert not probe.recognises(raw)
    probe.recognises(FRONT[:-20] + raw)
    probe.read(raw)
    probe.read(
        http_exchanges.pack((("/version", page(200, raw)), ("/v3/maintenance/status", page(200, more))))
    )
    probe.read(http_exchanges.pack((("/version", VERSION), ("/v3/maintenance/status", page(200, more)))))
