"""The NATS codec on real shapes and on any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire import nats

INFO = b'INFO {"server_id":"NCOHG3","version":"2.10.27","max_payload":1048576,"client_ip":"127.0.0.1"} \r\n'
JSZ = json.dumps(
    {"server_id": "N", "config": {"max_storage": 1}, "streams": 2, "messages": 40, "bytes": 999}
).encode()
VARZ = json.dumps({"server_id": "N", "max_payload": 1, "http_port": 8222}).encode()


def test_a_greeting_is_read_only_when_whole() -> None:
    answer = nats.info(INFO)
    assert answer is not None
    assert answer["version"] == "2.10.27"
    assert "client_ip" not in nats.stable_fields(answer)
    assert all(nats.info(INFO[:cut]) is None for cut in range(len(INFO)))


def test_another_programs_info_is_none() -> None:
    assert nats.info(b'INFO {"version":"1"}\r\n') is None
    assert nats.info(b"INFO []\r\n") is None


def test_an_answer_is_pong_or_an_error() -> None:
    assert nats.has_answer(b"+OK\r\nPONG\r\n")
    assert not nats.has_answer(b"PONG")
    assert not nats.has_answer(b"PONGO\r\n")
    assert nats.error(b"-ERR 'Authorization Violation'\r\n") == "authorization violation"
    assert nats.error(b"PONG\r\n") == ""


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (
            b'<html lang="en">\n\t<head>\n\t<link rel="shortcut icon" href="https://nats.io/favicon.ico">'
            b"<a href=https://github.com/nats-io/nats-server class='version'>v2.10.27</a>",
            "NATS monitoring 2.10.27",
        ),
        (b'<html lang="en"><head><link rel="icon" href="https://nats.io/favicon.ico">', "NATS monitoring"),
        (b"<html><body>https://nats.io/favicon.ico", ""),
        (b"", ""),
    ],
)
def test_the_monitoring_page_is_known_by_its_head(body: bytes, named: str) -> None:
    assert nats.front_page(body) == named


def test_the_counters_are_those_of_the_page_and_of_no_other() -> None:
    assert nats.stored(Reply(status=200, body=JSZ)) == nats.Stored(streams=2, messages=40, bytes=999)
    off = json.dumps({**json.loads(JSZ), "disabled": True}).encode()
    assert nats.stored(Reply(status=200, body=off)) == nats.Stored(
        streams=2, messages=40, bytes=999, off=True
    )
    assert nats.general(Reply(status=200, body=VARZ)) is not None
    for reply in (
        Reply(status=404, body=JSZ),
        Reply(status=200, body=VARZ),
        Reply(status=200, body=JSZ.replace(b"40", b"-4")),
        Reply(status=200, body=JSZ.replace(b"40", b"true")),
    ):
        assert nats.stored(reply) is None
    assert nats.general(Reply(status=200, body=JSZ)) is None


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for made in (raw, b"INFO {" + raw + b"}\r\n", b"-ERR " + raw + b"\r\n"):
        nats.info(made)
        nats.has_answer(made)
        nats.error(made)
        nats.front_page(made)
        for status in (200, 500):
            nats.stored(Reply(status=status, body=made))
            nats.general(Reply(status=status, body=made))
