"""What a notice channel is lent: mail where a server is set, and a POST to the one URL of the settings."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.notice import Outbound
from leftopen.net.outbound.mail import SmtpOutbound
from leftopen.net.outbound.notices import NoticeOutbound
from tests.net.outbound.test_mail import MESSAGE, mail_server

JSON = "application/json"
BODY = b'{"text": "hello"}'


def posted(answer: bytes, *, path: str = "/hook", body: bytes = BODY) -> tuple[str, list[bytes]]:
    """The result of a POST to `path` at a server whose `/hook` is configured, and what the server received.
    Raises ConnectionError."""
    received: list[bytes] = []

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        received.extend((head, await reader.readexactly(len(body))))
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def run() -> str:
        async with await asyncio.start_server(one, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            out: Outbound = NoticeOutbound(
                smtp=None, urls=frozenset({f"{url}/hook"}), agent="a test", private=True
            )
            try:
                return await out.post(url + path, body, JSON)
            except ConnectionError as error:
                return f"not accepted: {error}"

    return asyncio.run(run()), received


def test_the_configured_url_is_posted_to() -> None:
    answer, [head, body] = posted(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert answer == "HTTP 204"
    assert head.startswith(b"POST /hook HTTP/1.1\r\n")
    assert b"\r\nUser-Agent: a test\r\n" in head
    assert b"\r\nContent-Type: application/json\r\n" in head
    assert body == BODY


@pytest.mark.parametrize("path", ["/other", "/hook?more=1", "/hook/", "/", "/HOOK"])
def test_no_other_url_is_posted_to(path: str) -> None:
    answer, received = posted(b"HTTP/1.1 204 No Content\r\n\r\n", path=path)
    assert answer == "not accepted: a notice is posted only to a URL that the settings or the scope name"
    assert received == []


def test_without_a_configured_url_nothing_is_posted() -> None:
    out = NoticeOutbound(smtp=None, urls=frozenset(), agent="a test")
    with pytest.raises(ConnectionError, match="only to a URL that the settings"):
        asyncio.run(out.post("", BODY, JSON))


def test_an_empty_notice_is_not_sent() -> None:
    answer, received = posted(b"HTTP/1.1 204 No Content\r\n\r\n", body=b"")
    assert (answer, received) == ("not accepted: the notice is empty", [])


@pytest.mark.parametrize("status", [302, 404, 500])
def test_any_other_status_is_a_rejection(status: int) -> None:
    answer, received = posted(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
    assert answer.startswith(f"not accepted: HTTP {status}")
    assert len(received) == 2


def test_an_address_that_is_neither_encrypted_nor_on_this_machine_is_not_contacted() -> None:
    url = "http://192.0.2.1/hook"
    out = NoticeOutbound(smtp=None, urls=frozenset({url}), agent="a test")
    with pytest.raises(ConnectionError, match="is not https"):
        asyncio.run(out.post(url, BODY, JSON))


def test_mail_goes_through_the_mail_server() -> None:
    async def run() -> None:
        async with mail_server() as (port, lines):
            smtp = SmtpOutbound(host="127.0.0.1", port=port, security="none", timeout=2)
            out = NoticeOutbound(smtp=smtp, urls=frozenset(), agent="a test")
            assert "kept as 7" in await out.mail("leftopen@example.org", "soc@example.org", MESSAGE)
        assert MESSAGE + b".\r\n" in lines

    asyncio.run(run())


def test_without_a_mail_server_no_mail_is_sent() -> None:
    out = NoticeOutbound(smtp=None, urls=frozenset(), agent="a test")
    with pytest.raises(ConnectionError, match="no mail server is configured"):
        asyncio.run(out.mail("leftopen@example.org", "soc@example.org", MESSAGE))
