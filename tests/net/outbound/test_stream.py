"""Bytes to a server over TLS or TCP that does not answer."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from leftopen.model.notice import Rejected
from leftopen.net.outbound.notices import NoticeOutbound
from leftopen.net.outbound.stream import target
from tests.net.authority import Authority

DATA = b"5 hello"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that this machine trusts now."""
    authority = Authority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


def handed(
    tls: ssl.SSLContext | None, *, scheme: str, hang_up: bool = False, private: bool = True
) -> tuple[str, bytes]:
    """What is said, and what the server received."""
    received = bytearray()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if hang_up:
            writer.close()
            return
        received.extend(await reader.read())
        writer.close()

    async def run() -> str:
        async with await asyncio.start_server(take, "127.0.0.1", 0, ssl=tls) as server:
            url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            out = NoticeOutbound(smtp=None, urls=frozenset({url}), agent="a test", private=private)
            try:
                return await out.stream(url, DATA)
            except ConnectionError as error:
                return f"{type(error).__name__}: {error}"
            finally:
                await asyncio.sleep(0.05)

    return asyncio.run(run()), bytes(received)


def test_over_tls_and_over_tcp(trusted: Authority) -> None:
    assert handed(trusted.server("127.0.0.1"), scheme="syslogs") == ("7 bytes handed over", DATA)
    assert handed(None, scheme="syslog") == ("7 bytes handed over", DATA)


def test_a_certificate_of_another_gets_nothing(trusted: Authority, tmp_path: Path) -> None:
    answer, received = handed(Authority(tmp_path, "stranger").server("127.0.0.1"), scheme="cefs")
    assert "certificate verify failed" in answer
    assert received == b""


def test_a_server_that_wants_a_certificate_of_ours_is_no_success(trusted: Authority, tmp_path: Path) -> None:
    context = trusted.server("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(trusted.root())
    answer, received = handed(context, scheme="syslogs")
    assert answer.startswith("ConnectionError: ")
    assert received == b""


def test_a_server_that_hangs_up_is_no_success(trusted: Authority) -> None:
    answer, _ = handed(None, scheme="syslog", hang_up=True)
    assert answer.startswith("ConnectionError: ")


def test_loopback_needs_the_setting(trusted: Authority) -> None:
    answer, received = handed(None, scheme="syslog", private=False)
    assert answer.startswith("Rejected: 127.0.0.1 is at a loopback address")
    assert received == b""


@pytest.mark.parametrize(
    "url", ["syslogs://x", "syslogs://x:0", "syslogs://x:70000", "syslogs:x:1", "syslogs://a b:1"]
)
def test_a_url_without_host_and_port_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is not valid"):
        target(url)
    out = NoticeOutbound(smtp=None, urls=frozenset(), agent="a test")
    with pytest.raises(Rejected, match="that the settings or the scope name"):
        asyncio.run(out.stream(url, DATA))
