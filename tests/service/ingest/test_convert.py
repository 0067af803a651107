"""What is quoted of a bad line: the file's own text, or nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pyarrow
import pytest

from leftopen import catalogue
from leftopen.service.ingest.convert import RowBatch
from leftopen.service.ingest.workers import WorkerConfig, row_builder
from leftopen.store.observations import arrow
from tests.imports import test_masscan, test_nmap, test_zgrab2, test_zmap

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
NO_END = "the file is truncated"
NO_ADDRESS = "invalid IP address"
LAST = (test_nmap.HEAD + test_nmap.HOST).count(b"\n") + 1
SHORT = b"192.0.2"


def made(format: str, raw: bytes) -> RowBatch:
    lines = catalogue.import_readers()[format].lines
    data = b"\n".join(lines([raw])) if lines else raw
    work = WorkerConfig(
        format=format, scan="5" * 32, realm="lab", place="inside", latest=LATEST, port=0, at=LATEST
    )  # fmt: skip
    return row_builder(work).made(data, 1)


@pytest.mark.parametrize(
    ("format", "raw", "reason", "line"),
    [
        ("nmap", test_nmap.HEAD + test_nmap.HOST, NO_END, LAST),
        ("nmap", test_nmap.HEAD + test_nmap.HOST.replace(b"192.0.2.1", SHORT), NO_ADDRESS, 5),
        ("masscan", test_masscan.XML.replace(b"192.0.2.1", SHORT), NO_ADDRESS, 5),
        ("masscan", test_masscan.XML[: test_masscan.XML.index(b"<runstats")], NO_END, 6),
        ("masscan", test_masscan.JSON[: test_masscan.JSON.index(b"{finished")], NO_END, 5),
        ("zmap", test_zmap.TABLE, NO_ADDRESS, 5),
        ("zmap", test_zmap.TABLE.replace(b"192.0.2.1,", SHORT + b","), NO_ADDRESS, 2),
    ],
)
def test_nothing_is_quoted_that_does_not_stand_in_the_file(
    format: str, raw: bytes, reason: str, line: int
) -> None:
    quote = next(quote for quote in made(format, raw).quotes if quote.reason == reason)
    assert (quote.line, quote.excerpt) == (line, "")


COOKIE = "5e55104a11ce"
HEAD = f"HTTP/1.1 200 OK\r\nServer: nginx\r\nSet-Cookie: session={COOKIE}; Path=/\r\nX-Note: a\r\n\r\n"
_SHODAN = {"ip_str": "192.0.2.1", "port": 80, "transport": "tcp", "timestamp": "2026-03-01T04:05:06"}
_ZGRAB: dict[str, Any] = {"response": {"status_code": 200, "headers": {
    "set_cookie": [f"session={COOKIE}; Path=/"], "unknown": [{"key": "x_auth_token", "value": [COOKIE]}],
}}}  # fmt: skip
_NMAP = test_nmap.HOST.replace(
    b"second line", f"&#xa;  Set-Cookie: session={COOKIE}&#xa;  Server: x".encode()
)


@pytest.mark.parametrize(
    ("format", "raw"),
    [
        ("zgrab2", test_zgrab2.line("http", _ZGRAB)),
        ("zgrab2", test_zgrab2.line("rtsp", {"answer": HEAD})),
        ("httpx", json.dumps({
            "url": "http://192.0.2.1/", "host_ip": "192.0.2.1", "status_code": 200, "raw_header": HEAD,
        }).encode()),
        ("nmap", test_nmap.HEAD + _NMAP + test_nmap.END),
        ("masscan", json.dumps({"ip": "192.0.2.1", "timestamp": "1772337906", "ports": [
            {"port": 80, "proto": "tcp", "service": {"name": "http", "banner": HEAD}}]}).encode() + b","),
        ("shodan", json.dumps({**_SHODAN, "data": HEAD}).encode()),
        ("shodan", json.dumps({**_SHODAN, "data": HEAD.upper()}).encode()),
        ("shodan", json.dumps({**_SHODAN, "data": HEAD.replace("Set-Cookie", "Authorization")}).encode()),
        ("shodan", json.dumps({**_SHODAN, "data": "x", "http": {"redirects": [{"data": HEAD}]}}).encode()),
    ],
)  # fmt: skip
def test_cookies_and_tokens_are_never_kept(format: str, raw: bytes) -> None:
    """As of our own probes: the name of a cookie shows what runs there, its value lets somebody in."""
    batch = made(format, raw)
    assert (batch.count, batch.bad) == (1, {})
    rows = pyarrow.ipc.open_stream(b"".join(arrow.stream([batch.rows]))).read_all().to_pylist()
    kept = repr(rows).lower()
    assert COOKIE not in kept
    assert "session=…" in kept or "authorization: …" in kept or "\\u2026" in kept


@pytest.mark.parametrize(
    ("format", "raw", "excerpt"),
    [
        ("masscan", b"#masscan\nopen tcp 80 192.0.2 1772337906\n# end\n", "open tcp 80 192.0.2 1772337906"),
        ("masscan", test_masscan.JSON.replace(b'"192.0.2.1"', b'"192.0.2"'), '{   "ip": "192.0.2"'),
        ("zmap", b"192.0.2.1:80\n192.0.2:80\n", "192.0.2:80"),
        ("shodan", b'{"ip_str":"192.0.2","port":80,"data":"x"}\n', '{"ip_str":"192.0.2"'),
    ],
)
def test_what_stands_in_it_is(format: str, raw: bytes, excerpt: str) -> None:
    assert made(format, raw).quotes[0].excerpt.startswith(excerpt)
