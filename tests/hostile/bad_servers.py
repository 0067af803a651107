"""Servers that mean harm, each a talk for one connection. All are bounded."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

from tests.hostile import bad_http, bad_lines
from tests.pipeline.loopback import Talk

GIGABYTE = 1 << 30
# The name of a program that holds mails, so that a check is asked of whoever says this.
HEAD = b"HTTP/1.1 200 OK\r\nServer: Sendria/2.2.2\r\n"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for _ in range(300):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"\r\n")
    piece = b"A" * 65536
    for _ in range(GIGABYTE // len(piece)):
        writer.write(piece)
        await writer.drain()


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(os.urandom(3000))
    await writer.drain()


async def escapes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    body = b"<title>\x1b[2J\x1b]0;owned\x07 hello \xe2\x80\xae</title>"
    answer = b"X: \x9b1m\x1b]52;c;b3duZWQ=\x07\x1b]8;;http://evil.example\x07here\x1b]8;;\x07 a\x08b \x85\r\n"
    writer.write(b"HTTP/1.1 200 OK\r\nServer: \x1b[31mred\x1b[0m\r\n" + answer + b"\r\n" + body)
    await writer.drain()


async def nuls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"HTTP/1.1 200 OK\r\nServer: a\x00b\r\n\r\n<title>n\x00l</title>" + bytes(2000))
    await writer.drain()


async def triple_gzip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await bad_http.coded(b"gzip, gzip, gzip", bad_http.gzipped(3))(reader, writer)


async def endless_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(HEAD)
    for number in range(200_000):
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\nhalf")
    await writer.drain()
    writer.transport.abort()


async def tls_garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What begins as a handshake and is none."""
    if (await reader.read(1000))[:1] == b"\x16":
        writer.write(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc" + os.urandom(16_000))
        await writer.drain()


async def tls_hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if (await reader.read(1000))[:1] == b"\x16":
        writer.write(b"\x16\x03\x03\x40\x00")
        await writer.drain()
    await reader.read()


async def huge_reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Redis that announces half a gigabyte, and sends it."""
    await reader.read(100)
    writer.write(b"$536870912\r\nredis_version:7.0.0\r\n")
    for _ in range(8192):
        writer.write(bytes(65536))
        await writer.drain()


async def endless_greeting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """SMTP whose greeting never ends."""
    for number in range(1_000_000):
        writer.write(b"220-line %d of many\r\n" % number)
        await writer.drain()


async def endless_chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body in pieces of one byte, each with an extension of a kilobyte."""
    await reader.read(100)
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(1_000_000):
        writer.write(b"1;" + b"e" * 1000 + b"\r\nx\r\n")
        await writer.drain()


async def endless_listing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A folder whose every folder holds two more."""
    words = (await reader.read(1000)).split(b" ")
    title = b"Index of " + words[1][:300] if len(words) > 1 else b""
    links = b'<a href="a/">a/</a><a href="b/">b/</a>' + b'<a href="x">x</a>' * 10
    body = b"<html><title>%s</title><h1>%s</h1><pre>%s</pre></html>" % (title, title, links)
    writer.write(HEAD + b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


CASES: dict[Talk, tuple[str, ...]] = {
    silent: ("H1",),
    drips: ("H2",),
    floods: ("H4",),
    garbage: ("H14",),
    escapes: ("H12", "H13"),
    nuls: ("H14",),
    triple_gzip: ("H6",),
    endless_head: ("H5",),
    resets: ("H31",),
    tls_garbage: ("H23",),
    tls_hangs: ("H23",),
    huge_reply: ("H20",),
    endless_greeting: ("H3",),
    endless_chunks: ("H7",),
    endless_listing: ("H27",),
    **bad_http.CASES,
    **bad_lines.CASES,
}
TALKS = tuple(CASES)


def polite(talk: Talk) -> Talk:
    """Ends by itself when the other side hangs up, and leaves nothing open."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await talk(reader, writer)
        writer.transport.abort()

    return served
