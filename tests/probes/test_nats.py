"""The NATS probe against recorded shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.nats import probe
from tests.scripted import Scripted, finish

INFO = (
    b'INFO {"server_id":"NCOHG3","server_name":"hub","version":"2.10.27","proto":1,"go":"go1.24.4",'
    b'"host":"0.0.0.0","port":4222,"headers":true,"max_payload":1048576,"jetstream":true,"client_id":5,'
    b'"client_ip":"127.0.0.1","xkey":"XCT2"} \r\n'
)
OVER_TLS = INFO.replace(b'"headers":true', b'"tls_required":true')


def test_the_greeting_is_all_that_is_needed_and_nothing_is_sent() -> None:
    channel = Scripted(banner=INFO, budget=0, level=ReadLevel.BANNER, piece=9)
    facts = probe.read(finish(probe.ask(channel, INFO)))
    assert facts is not None
    assert (facts.product, facts.version) == ("NATS", "2.10.27")
    assert facts.cpe == ("cpe:/a:linuxfoundation:nats-server:2.10.27",)
    assert facts.blocks["nats"] == {
        "server_name": "hub", "version": "2.10.27", "go": "go1.24.4", "proto": 1, "headers": True,
        "jetstream": True, "max_payload": 1048576,
    }  # fmt: skip
    assert not channel.in_tls


def test_what_changes_with_each_connection_is_not_kept() -> None:
    other = INFO.replace(b'"client_id":5', b'"client_id":6').replace(b"127.0.0.1", b"127.0.0.9")
    first, second = probe.read(INFO), probe.read(other)
    assert first is not None
    assert second is not None
    assert first.data == second.data
    assert b"127.0.0." not in first.data


def test_where_tls_is_asked_for_the_handshake_follows_the_greeting() -> None:
    channel = Scripted(banner=OVER_TLS, budget=0)
    facts = probe.read(finish(probe.ask(channel, OVER_TLS)))
    assert channel.in_tls
    assert facts is not None
    assert facts.tags == ("starttls",)


@pytest.mark.parametrize(
    "first", [b"", b"INFO: ready\r\n", b"INFO {}\r\n", b"HTTP/1.1 200 OK\r\n", b"+OK\r\n"]
)
def test_it_leaves_other_protocols_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


def test_it_is_recognised_by_its_greeting_before_any_opener() -> None:
    assert probe.opener is None
    assert probe.recognises(INFO)
    assert probe.recognises(INFO + b"-ERR 'Unknown Protocol Operation'\r\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    for made in (raw, INFO[:40] + raw, b'INFO {"max_payload":1,"version":"' + raw + b'"}\r\n'):
        probe.recognises(made)
        facts = probe.read(made)
        assert facts is None or facts.product == "NATS"
