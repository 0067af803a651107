"""The probe of Chrome DevTools against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.probes.chrome_devtools import VERSION, probe
from leftopen.wire.http import http_exchanges
from tests.scripted import NOT_FOUND, Scripted, finish, page

FRONT = page(200, x_frame_options="DENY", content_length="0", content_type="text/html; charset=UTF-8")
TOLD = page(200, b'{"Browser":"Chrome/156.0.8078.108","Protocol-Version":"1.3"}')


@pytest.mark.parametrize(
    ("told", "version"),
    [
        (TOLD, "156.0.8078.108"),
        (page(200, b'{"Browser":"made up"}'), ""),
        (page(200, b"[]"), ""),
        (NOT_FOUND, ""),
    ],
)
def test_it_is_known_by_its_empty_page_and_names_its_version(told: Reply, version: str) -> None:
    assert probe.recognises(FRONT.head)
    channel = Scripted(pages={"/": FRONT, VERSION: told}, budget=2)
    facts = probe.read(finish(probe.ask(channel, FRONT.head)))
    assert facts is not None
    assert (facts.product, facts.version) == ("Chrome DevTools", version)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"+PONG\r\n",
        b"HTTP/1.1 200 OK\r\nX-Frame-Options: DENY\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: text/html\r\n\r\n",
    ],
)
def test_it_leaves_other_web_servers_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, FRONT.head + raw, http_exchanges.MARK + raw):
        probe.recognises(made)
        facts = probe.read(made)
        assert facts is None or facts.product == "Chrome DevTools"
