"""`Connection.Start` as RabbitMQ 4.0.5 sends it, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import amqp
from leftopen.wire.amqp import Start


def long(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def start(ways: bytes = b"PLAIN AMQPLAIN", product: bytes = b"RabbitMQ", version: bytes = b"3.13.7") -> bytes:
    capabilities = b"\x0abasic.nackt\1"
    table = b"\x0ccapabilitiesF" + long(capabilities) + b"\x03maxI\0\0\0\7" + b"\x04noneV"
    table += b"\x07productS" + long(product) + b"\x07versionS" + long(version)
    body = b"\0\x0a\0\x0a\0\x09" + long(table) + long(ways) + long(b"en_US")
    return b"\1\0\0" + long(body) + b"\xce"


def test_product_version_and_ways_are_read() -> None:
    expected = Start(mechanisms=("PLAIN", "AMQPLAIN"), product="RabbitMQ", version="3.13.7")
    assert amqp.start(start()) == expected
    assert amqp.start(start(product=b"\x1b[2J")) == Start(mechanisms=("PLAIN", "AMQPLAIN"), version="3.13.7")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        start()[:-1],
        start()[:-1] + b"\0",
        start(ways=b""),
        start(ways=b"\xff"),
        start().replace(b"\0\x0a\0\x0a", b"\0\x0a\0\x32"),
        b"\1\0\0\0\0\0\4abcd\xce",
        amqp.HEADER,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_answer_is_none(raw: bytes) -> None:
    assert amqp.start(raw) is None


def test_a_table_that_can_not_be_read_names_nothing() -> None:
    broken = start().replace(b"maxI", b"maxZ")
    assert amqp.start(broken) == Start(mechanisms=("PLAIN", "AMQPLAIN"))


def test_a_header_alone_is_of_another_version() -> None:
    assert amqp.other_version(b"AMQP\3\1\0\0")
    assert amqp.other_version(b"AMQP\0\1\0\0rest")
    assert not amqp.other_version(amqp.HEADER)
    assert not amqp.other_version(b"AMQP is a protocol")


def test_a_frame_is_waited_for_and_no_longer() -> None:
    raw = start()
    assert amqp.needed(raw) == 0
    assert all(0 < amqp.needed(raw[:cut]) <= len(raw) - cut for cut in range(len(raw)))
    assert amqp.needed(b"HTTP") == 0
    assert amqp.needed(b"\1\0\0\xff\xff\xff\xff") == 0


@given(st.binary(max_size=200), st.sampled_from([b"", start()[:40], b"\1\0\0", b"AMQP"]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    wrapped = b"\1\0\0" + long(b"\0\x0a\0\x0a\0\x09" + long(raw) + long(b"PLAIN")) + b"\xce"
    for made in (begin + raw, raw + begin, wrapped):
        amqp.start(made)
        amqp.needed(made)
        amqp.other_version(made)
