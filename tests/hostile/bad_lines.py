"""Servers of line protocols that mean harm: lines without end, lengths that lie, four protocols at once."""

from __future__ import annotations

import asyncio

from tests.pipeline.loopback import Talk


async def ssh_lines(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Lines before an identification that never comes, as fast as they are taken."""
    for number in range(1 << 20):
        writer.write(b"%08x\r\n" % number * 100)
        await writer.drain()


async def ssh_tarpit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The same, a line now and then."""
    for number in range(600):
        writer.write(b"%08x\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0.1)


async def ssh_greeting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An identification, and then key exchange packets of nothing without end."""
    writer.write(b"SSH-2.0-made_up\r\n")
    for _ in range(1 << 14):
        writer.write(b"\x00\x00\x08\x00\x04" + bytes(2047))
        await writer.drain()


async def redis_bulk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"$2147483647\r\n")
    for _ in range(1024):
        writer.write(bytes(65536))
        await writer.drain()


async def redis_arrays(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"*1\r\n" * 100_000)
    await writer.drain()


async def redis_error(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An error in the middle of an array, and a password asked for that is not at the beginning of a line."""
    await reader.read(100)
    writer.write(b"*3\r\n$4\r\nPONG\r\n-ERR -NOAUTH\r\n:1\r\n")
    await writer.drain()


EVERYTHING = (
    b"+PONG\r\n220 mail.example.org FTP ESMTP\r\n* OK IMAP4rev1\r\n@RSYNCD: 31.0\r\nSSH-2.0-made_up\r\n"
    b"HTTP/1.1 200 OK\r\n\r\n$40\r\n# Server\r\nredis_version:7.0.0\r\ntcp_port:1\r\n\r\n"
)


async def everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Many protocols at once."""
    writer.write(EVERYTHING)
    await writer.drain()
    await reader.read(100)


async def pretends(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Many protocols at once, and to each of their questions nothing."""
    writer.write(EVERYTHING)
    await writer.drain()
    await reader.read()
    await asyncio.sleep(30)


async def pretends_in_turn(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whatever is asked, the first bytes of a handshake, a greeting and a reply; then it keeps the line."""
    for answer in (b"220 ", b"+OK ", b"* OK ", b"HTTP/1.1 200 OK\r\n"):
        writer.write(answer)
        await writer.drain()
        await asyncio.sleep(0.2)
    await asyncio.sleep(30)


async def echoes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says what was said to it, and is every protocol by that."""
    while piece := await reader.read(4096):
        writer.write(piece)
        await writer.drain()


CASES: dict[Talk, tuple[str, ...]] = {
    ssh_lines: ("H3",),
    ssh_tarpit: ("H3", "H2"),
    ssh_greeting: ("H3",),
    redis_bulk: ("H20",),
    redis_arrays: ("H20",),
    redis_error: ("H20",),
    everything: ("H24",),
    pretends: ("H24", "H32"),
    pretends_in_turn: ("H24", "H32"),
    echoes: ("H24",),
}
