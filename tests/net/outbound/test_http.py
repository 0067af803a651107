"""Questions to servers of the settings: bounded, encrypted or on this machine, and of one answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from leftopen.model.channel import Reply
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound.http import OutboundRequest

Serve = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def asked(
    serve: Serve, *, path: str = "/", seconds: float = 2.0, largest: int = 1000, **more: object
) -> Reply:
    """The answer of a server that does just that."""

    async def run() -> Reply:
        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(await reader.readuntil(b"\r\n\r\n"), writer)
            except (OSError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(one, "127.0.0.1", 0)
        async with server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
            question = OutboundRequest(url=url, agent="a test", **more)  # type: ignore[arg-type]
            return await outbound_http.ask(question, seconds=seconds, largest=largest)

    return asyncio.run(run())


def plain(raw: bytes) -> Serve:
    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    return serve


def test_what_is_sent_and_what_comes_back() -> None:
    heads: list[bytes] = []

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n")

    reply = asked(serve, path="/a?b=c", headers=(("X", "y"),), body=b"d=e")
    assert (reply.status, reply.body) == (200, b"yes")
    assert heads[0].startswith(b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Content-Length: 3\r\n" in heads[0]
    assert b"\r\nX: y\r\n" in heads[0]


def test_a_redirect_is_an_answer() -> None:
    reply = asked(plain(b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"))
    assert reply.status == 302


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001,
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1001,
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    ],
    ids=lambda raw: repr(raw[:50]),
)
def test_no_whole_answer(raw: bytes) -> None:
    with pytest.raises(ConnectionError, match="no whole answer"):
        asked(plain(raw))


def test_one_byte_at_a_time_is_not_waited_for() -> None:
    async def drip(head: bytes, writer: asyncio.StreamWriter) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"x" * 500:
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.02)

    began = time.monotonic()
    with pytest.raises(ConnectionError, match=r"within 0\.5 seconds"):
        asked(drip, seconds=0.5)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1/",
        "http://issuer.example/",
        "http://localhost.example/",
        "file:///etc/passwd",
        "https://user@127.0.0.1/",
        "https://127.0.0.1/a b",
        "https://127.0.0.1/\r\nX: y",
        "https://127.0.0.1/#x",
        "https://127.0.0.1:0/",
        "https://127.0.0.1:70000/",
        "https://",
        "",
        "https://127.0.0.1/" + "x" * 2000,
    ],
)
def test_an_address_that_is_not_asked(url: str) -> None:
    with pytest.raises(ConnectionError):
        asyncio.run(outbound_http.ask(OutboundRequest(url=url, agent="a test")))


def test_no_line_is_smuggled_in() -> None:
    with pytest.raises(ConnectionError, match="control character"):
        asked(plain(b""), headers=(("X", "a\r\nY: b"),))


@pytest.mark.parametrize("found", [["192.0.2.1"], ["127.0.0.1", "192.0.2.1"], []])
def test_a_name_of_this_machine_that_leads_elsewhere_is_not_connected_to(
    found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even to see what answers there."""
    tried: list[object] = []

    async def connect(*given: object, **named: object) -> None:
        tried.append(given)
        raise OSError("connected")

    async def lookup(name: str) -> list[str]:
        assert name == "localhost"
        return found

    monkeypatch.setattr(asyncio, "open_connection", connect)
    question = OutboundRequest(url="http://localhost:9/", agent="a test")
    with pytest.raises(ConnectionError, match="only on this machine"):
        asyncio.run(outbound_http.ask(question, lookup=lookup))
    assert tried == []


def test_a_name_of_this_machine_is_asked_here() -> None:
    async def run() -> Reply:
        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(one, "127.0.0.1", 0) as server:
            url = f"http://localhost:{server.sockets[0].getsockname()[1]}/"
            return await outbound_http.ask(OutboundRequest(url=url, agent="a test"))

    assert asyncio.run(run()).status == 204
