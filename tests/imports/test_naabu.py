from __future__ import annotations

import pytest
from hypothesis import given

from leftopen.imports.naabu import reader
from tests.imports.looks import ANY, bears_anything, moment, one, reason

LINE = (
    b'{"host":"www.example.org","ip":"192.0.2.1","timestamp":"2026-03-01T04:05:06.123456789Z","port":443,'
    b'"protocol":"tcp","tls":true,"name":"http","product":"nginx","version":"1.25","cpes":["cpe:/a:f5:nginx"]}'
)


def test_a_port_with_its_service() -> None:
    found = one(reader, LINE)
    assert (str(found.address), found.port, found.transport, found.tls) == ("192.0.2.1", 443, "tcp", True)
    assert found.timestamp == moment(2026, 3, 1, 4, 5, 6, 123456)
    assert (found.module, found.product, found.version) == ("https", "nginx", "1.25")
    assert (found.hostnames, found.cpe) == (("www.example.org",), ("cpe:/a:f5:nginx",))


def test_older_versions() -> None:
    assert one(reader, b'{"ip":"192.0.2.1","port":{"Port":80,"Protocol":0}}').port == 80
    assert one(reader, b'{"host":"192.0.2.1","ip":"192.0.2.1","port":80}').hostnames == ()


@pytest.mark.parametrize(
    "raw", [b'{"ip":"192.0.2.1"}', b'{"port":80}', b"x", b'{"ip":"192.0.2.1","ip":"192.0.2.2","port":1}']
)
def test_a_bad_line_says_why(raw: bytes) -> None:
    assert reason(reader, raw)


def test_it_is_recognised() -> None:
    assert reader.recognises(LINE)
    assert not reader.recognises(b'{"ip_str":"192.0.2.1","port":80,"_shodan":{}}')


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)
