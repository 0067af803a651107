"""The InfluxDB probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.probes.influxdb import probe
from leftopen.wire.http import http_exchanges
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_influxdb import ONE, REFUSED, TWO

FRONT = page(404, b"404 page not found\n", **ONE)


@pytest.mark.parametrize(
    ("front", "version", "cpe"),
    [
        (FRONT, "1.6.7~rc0", ()),
        (page(200, b"<title>InfluxDB</title>", **TWO), "2.7.10", ("cpe:/a:influxdata:influxdb:2.7.10",)),
        (REFUSED, "1.6.7~rc0", ()),
    ],
)
def test_it_is_known_by_its_headers(front: Reply, version: str, cpe: tuple[str, ...]) -> None:
    first = front.head + front.body
    assert probe.recognises(first)
    channel = Scripted(pages={"/": front}, budget=1)
    for raw in (finish(probe.ask(channel, first)), first):
        facts = probe.read(raw)
        assert facts is not None
        assert (facts.product, facts.version, facts.cpe) == ("InfluxDB", version, cpe)
        assert facts.blocks["influxdb"] == {"version": version, "build": "OSS"}


@pytest.mark.parametrize("first", [b"", b"+PONG\r\n", b"HTTP/1.1 404 Not Found\r\n\r\n404 page not found\n"])
def test_it_leaves_other_web_servers_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (
        raw,
        FRONT.head + raw,
        b"HTTP/1.1 200 OK\r\nX-Influxdb-Version: " + raw,
        http_exchanges.MARK + raw,
    ):
        probe.recognises(made)
        facts = probe.read(made)
        assert facts is None or facts.product == "InfluxDB"
