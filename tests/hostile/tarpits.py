"""Thousands of loopback addresses behind one listener, in a namespace of its own: run as a program.

    python tarpits.py PORT

Listens on every address. Those in 127.60.0.0/16 are a Redis or a web page, both in order; all others hold on
to whoever comes, each in one of six ways. Prints `ready` when it listens. Ends with its standard input.
"""

from __future__ import annotations

import asyncio
import resource
import sys

GOOD = "127.60."
BYTES = 1 << 20
QUEUE = 16_384
HEAD = b"HTTP/1.1 200 OK\r\nServer: tarpit\r\n"
MANY = b"+PONG\r\n220 tarpit ESMTP\r\n* OK IMAP4rev1\r\nSSH-2.0-tarpit\r\n"
BODY = b"<title>hello</title>"
PAGE = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


async def drip(writer: asyncio.StreamWriter, piece: bytes) -> None:
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.5)


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(BYTES):
        pass


async def bytes_now_and_then(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await drip(writer, b"x")


async def lines_now_and_then(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await drip(writer, b"0badc0de\r\n")


async def half_a_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if (await reader.read(BYTES))[:1] == b"\x16":
        writer.write(b"\x16\x03\x03\x40\x00")
        await writer.drain()
    await silent(reader, writer)


async def half_a_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(BYTES)
    writer.write(HEAD)
    await drip(writer, b"X: y\r\n")


async def many_names(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(MANY)
    await writer.drain()
    await silent(reader, writer)


WAYS = (
    silent,
    bytes_now_and_then,
    silent,
    half_a_handshake,
    silent,
    lines_now_and_then,
    many_names,
    half_a_head,
)


async def redis(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while answer := await reader.read(BYTES):
        ping = b"ping" in answer.lower()
        writer.write(b"+PONG\r\n" if ping else b"-NOAUTH Authentication required.\r\n")
        await writer.drain()


async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(BYTES)
    writer.write(PAGE)
    await writer.drain()


async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    host = writer.get_extra_info("sockname")[0]
    number = int(host.split(".")[2]) * 256 + int(host.split(".")[3])
    talk = (redis, page)[number % 2] if host.startswith(GOOD) else WAYS[number % len(WAYS)]
    try:
        await talk(reader, writer)
    except OSError:
        pass
    finally:
        writer.transport.abort()


async def main(port: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    server = await asyncio.start_server(served, "0.0.0.0", port, backlog=QUEUE)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
