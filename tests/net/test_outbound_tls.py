"""Questions to servers of the settings are encrypted, and only to whom the certificate is for."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.channel import Reply
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound.http import OutboundRequest
from tests.net.authority import Authority

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that this machine trusts now."""
    authority = Authority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


def asked(server: ssl.SSLContext | None, heard: list[bytes]) -> Reply:
    """`heard`: what came to the server within the encryption, whatever became of it."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.write(ANSWER)
        writer.close()

    async def run() -> Reply:
        listening = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server)
        async with listening:
            url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
            return await outbound_http.ask(OutboundRequest(url=url, agent="a test"), seconds=10)

    return asyncio.run(run())


def test_who_shows_a_certificate_of_its_own_that_is_trusted_is_asked(trusted: Authority) -> None:
    heard: list[bytes] = []
    assert asked(trusted.server("127.0.0.1"), heard).body == b"yes"
    assert heard[0].startswith(b"GET / HTTP/1.1\r\n")


def test_nobody_else_is_asked_anything(trusted: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    for server, why in (
        (stranger.server("127.0.0.1"), "unable to get local issuer certificate"),
        (trusted.server("127.0.0.2"), "IP address mismatch"),
        (trusted.server("127.0.0.1", left=timedelta(days=-1)), "certificate has expired"),
    ):
        heard: list[bytes] = []
        with pytest.raises(ConnectionError, match=why):
            asked(server, heard)
        assert b"".join(heard) == b""


def test_of_a_server_without_encryption_nothing_is_asked_in_the_clear(trusted: Authority) -> None:
    heard: list[bytes] = []
    with pytest.raises(ConnectionError):
        asked(None, heard)
    assert heard[0].startswith(b"\x16\x03"), "a TLS handshake, and no question"
    assert b"HTTP" not in b"".join(heard)
