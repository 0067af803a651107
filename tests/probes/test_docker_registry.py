"""The registry's probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.facts import ServiceFacts
from leftopen.probes.docker_registry import probe
from leftopen.wire.http import http_exchanges
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_docker_registry import BASE, FRONT, REFUSED

DATE = b"Date: Wed, 08 Feb 2023 01:02:03 GMT\r\n"
FIRST = b"HTTP/1.0 200 OK\r\nCache-Control: no-cache\r\n" + DATE + b"Content-Length: 0\r\n\r\n"


def facts_of(base: Reply) -> ServiceFacts | None:
    channel = Scripted(pages={"/": FRONT, "/v2/": base}, budget=2)
    return probe.read(finish(probe.ask(channel, FIRST)))


@pytest.mark.parametrize(("base", "refused"), [(BASE, None), (REFUSED, "UNAUTHORIZED")])
def test_it_is_known_open_and_closed(base: Reply, refused: str | None) -> None:
    assert probe.recognises(FIRST)
    facts = facts_of(base)
    assert facts is not None
    assert (facts.product, facts.version) == ("Docker Registry", "")
    block = facts.blocks["docker_registry"]
    assert isinstance(block, dict)
    assert (block["api"], block.get("refused")) == ("registry/2.0", refused)


@pytest.mark.parametrize("base", [page(404), page(200, b"{}"), page(200, b"<html>")])
def test_another_program_with_an_empty_front_page_is_not_taken(base: Reply) -> None:
    assert facts_of(base) is None


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"+PONG\r\n",
        FIRST.replace(DATE, DATE + b"Server: nginx\r\n"),
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>",
        b"HTTP/1.0 404 Not Found\r\n\r\n404 page not found\n",
    ],
)
def test_it_leaves_other_web_servers_alone(first: bytes) -> None:
    assert not probe.recognises(first)


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.recognises(FIRST[:-4] + raw)
    assert probe.read(raw) is None
    assert probe.read(http_exchanges.MARK + raw) is None
