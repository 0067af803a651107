"""The CouchDB probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.probes.couchdb import probe
from leftopen.wire.http import http_exchanges
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_couchdb import POUCH, WELCOME

LOCKED = page(
    401,
    b'{"error":"unauthorized","reason":"Authentication required."}\n',
    server="CouchDB/3.3.3 (Erlang OTP/24)",
)


@pytest.mark.parametrize(
    ("front", "product", "version", "cpe"),
    [
        (WELCOME, "CouchDB", "3.3.3", ("cpe:/a:apache:couchdb:3.3.3",)),
        (POUCH, "PouchDB Server", "4.2.0", ()),
        (LOCKED, "CouchDB", "3.3.3", ("cpe:/a:apache:couchdb:3.3.3",)),
    ],
)
def test_it_is_known_by_its_welcome_or_its_name(
    front: Reply, product: str, version: str, cpe: tuple[str, ...]
) -> None:
    first = front.head + front.body
    assert probe.recognises(first)
    channel = Scripted(pages={"/": front}, budget=1)
    for raw in (finish(probe.ask(channel, first)), first):
        facts = probe.read(raw)
        assert facts is not None
        assert (facts.product, facts.version, facts.cpe) == (product, version, cpe)
        assert "uuid" not in str(facts)


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n<p>Welcome to CouchDB</p>",
        b'HTTP/1.1 200 OK\r\n\r\n{"welcome":"couchdb"}',
        b"HTTP/1.1 200 OK\r\nX-Powered-By: Express\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nServer: NotCouchDB/1\r\n\r\n",
    ],
)
def test_it_leaves_other_web_servers_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (
        raw,
        WELCOME.head + raw,
        b"HTTP/1.1 200 OK\r\n\r\n" + WELCOME.body[:-3] + raw,
        http_exchanges.MARK + raw,
    ):
        probe.recognises(made)
        facts = probe.read(made)
        assert facts is None or facts.product in ("CouchDB", "PouchDB Server")
