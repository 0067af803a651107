"""A file is fetched whole, over verified TLS, from a public address, within bounds; or not at all."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from leftopen.net import outbound_file
from tests.net.authority import Authority

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that this machine trusts now."""
    authority = Authority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


def fetched(
    server: ssl.SSLContext | None,
    answer: bytes,
    heard: list[bytes],
    *,
    private: bool = True,
    most: int = 1000,
) -> bytes:
    """`heard`: what the server was asked; it never closes by itself."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65_536))
        writer.write(answer)
        await reader.read()
        writer.close()

    async def run() -> bytes:
        listening = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=server)
        async with listening:
            scheme = "https" if server else "http"
            url = f"{scheme}://127.0.0.1:{listening.sockets[0].getsockname()[1]}/rota.ics?key=a"
            return await outbound_file.fetch(url, agent="a test", private=private, largest=most)

    return asyncio.run(run())


def test_the_whole_file_comes_over_tls(trusted: Authority) -> None:
    heard: list[bytes] = []
    assert fetched(trusted.server("127.0.0.1"), OK % 5 + b"BEGIN", heard) == b"BEGIN"
    assert heard[0].startswith(b"GET /rota.ics?key=a HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "not followed"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP 404"),
        (OK % 5000 + b"x" * 5000, "at most 1000 bytes"),
        (b"nonsense\r\n\r\n", "whole answer"),
    ],
)
def test_any_other_answer_is_none(
    trusted: Authority, monkeypatch: pytest.MonkeyPatch, answer: bytes, why: str
) -> None:
    monkeypatch.setattr(outbound_file, "SECONDS", 2.0)
    with pytest.raises(ConnectionError, match=why):
        fetched(trusted.server("127.0.0.1"), answer, [])


def test_a_server_that_never_ends_is_left(trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound_file, "SECONDS", 0.5)
    with pytest.raises(ConnectionError, match="within"):
        fetched(trusted.server("127.0.0.1"), OK % 900 + b"BEGIN", [])


def test_a_private_address_is_not_asked_unless_the_setting_allows_it(trusted: Authority) -> None:
    heard: list[bytes] = []
    with pytest.raises(ConnectionError, match="loopback address; set notify_private"):
        fetched(trusted.server("127.0.0.1"), OK % 0, heard, private=False)
    assert heard == []


@pytest.mark.parametrize(
    "url", ["http://example.org/a", "ftp://example.org/a", "https://u:p@example.org/", "x"]
)
def test_what_is_no_https_url_is_refused_without_a_packet(url: str) -> None:
    with pytest.raises(ConnectionError, match=r"not https|not a valid URL"):
        asyncio.run(outbound_file.fetch(url, agent="a test", private=True, largest=1000))
