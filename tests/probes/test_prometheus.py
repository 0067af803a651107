"""The Prometheus probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.probes.prometheus import probe
from leftopen.wire.http import http_exchanges
from leftopen.wire.products.prometheus import BUILD as BUILD_PATH
from leftopen.wire.products.prometheus import HEALTHY
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_prometheus import BUILD, front

FRONT = front("/classic/graph")
FIRST = FRONT.head + FRONT.body


def test_it_is_known_by_its_redirect_and_its_build() -> None:
    assert probe.recognises(FIRST)
    channel = Scripted(pages={"/": FRONT, BUILD_PATH: BUILD}, budget=2)
    facts = probe.read(finish(probe.ask(channel, FIRST)))
    assert facts is not None
    assert (facts.product, facts.version) == ("Prometheus", "2.53.3+ds1")
    assert facts.blocks["prometheus"] == {"version": "2.53.3+ds1"}


def test_one_without_a_page_about_its_build_says_that_it_is_healthy() -> None:
    channel = Scripted(pages={"/": FRONT, HEALTHY: page(200, b"Prometheus is Healthy.\n")}, budget=3)
    facts = probe.read(finish(probe.ask(channel, FIRST)))
    assert facts is not None
    assert (facts.product, facts.version) == ("Prometheus", "")


@pytest.mark.parametrize("pages", [{}, {BUILD_PATH: page(200, b"<html>")}, {HEALTHY: page(200, b"OK")}])
def test_another_program_with_such_a_redirect_is_not_taken(pages: dict[str, Reply]) -> None:
    channel = Scripted(pages={"/": FRONT, **pages}, budget=3)
    assert probe.read(finish(probe.ask(channel, FIRST))) is None


@pytest.mark.parametrize(
    "first",
    [b"", b"+PONG\r\n", b"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n"],
)
def test_it_leaves_other_web_servers_alone(first: bytes) -> None:
    assert not probe.recognises(first)


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, FRONT.head + raw, http_exchanges.MARK + raw):
        probe.recognises(made)
        assert probe.read(made) is None
