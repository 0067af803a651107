"""Web servers that mean harm: heads, bodies, codings and chunks that have no end or no sense. All bounded."""

from __future__ import annotations

import asyncio
import base64
import gzip
from functools import cache

from tests.pipeline.loopback import Talk

# The name of a program that holds mails, so that a check is asked of whoever says this.
HEAD = b"HTTP/1.1 200 OK\r\nServer: Sendria/2.2.2\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = 512 << 20
# 64 MiB of zeros, as a brotli encoder packs them.
BROTLI = base64.b64decode("z///f/gnAOKxQCD3/p/////wTwDEYQGA7v0/////4Z8AiMMiAN37f/7//8M/ARCHBQC69/8D")


def says(*pieces: bytes) -> Talk:
    """Waits for a question and answers it with all of these."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return talk


def coded(coding: bytes, body: bytes) -> Talk:
    return says(HEAD + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(body)), body)


@cache
def gzipped(times: int) -> bytes:
    """Half a gigabyte of zeros, that many times over."""
    if times > 1:
        return gzip.compress(gzipped(times - 1))
    one = gzip.compress(bytes(1 << 20), 9)
    # A gzip file may hold many members one after another.
    return one * (ZEROS >> 20)


@cache
def zstd() -> bytes:
    """Half a gigabyte as blocks that say "this byte, 128 KiB times" (RFC 8878 §3.1.1.2)."""
    whole = ZEROS // (128 << 10)
    blocks = [
        ((128 << 10) << 3 | 1 << 1 | (number == whole - 1)).to_bytes(3, "little") + b"\0"
        for number in range(whole)
    ]
    return b"\x28\xb5\x2f\xfd\x00\x38" + b"".join(blocks)


async def dripping_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD)
    for number in range(1200):
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0.05)


async def one_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Of ten megabytes."""
    await says(HEAD + b"X: ", *[b"y" * 65536] * 160, b"\r\n\r\n")(reader, writer)


async def headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A hundred thousand of them."""
    await says(HEAD, *[b"A: b\r\n" * 1000] * 100, b"\r\n")(reader, writer)


async def gzip_bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await coded(b"gzip", gzipped(1))(reader, writer)


async def gzip_in_gzip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await coded(b"gzip", gzipped(3))(reader, writer)


async def gzip_fifty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await coded(b", ".join([b"gzip"] * 50), gzipped(3))(reader, writer)


async def brotli_bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await coded(b"br", BROTLI)(reader, writer)


async def zstd_bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await coded(b"zstd", zstd())(reader, writer)


async def chunk_of_everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await says(CHUNKED + b"ffffffffffffffff\r\n", *[b"x" * 65536] * 64)(reader, writer)


async def chunk_of_less_than_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await says(CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n")(reader, writer)


async def chunks_of_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A million of them."""
    await says(CHUNKED, *[b"1\r\nx\r\n" * 1000] * 1000, b"0\r\n\r\n")(reader, writer)


async def tower(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A gigabyte of `[`, as JSON."""
    await says(HEAD + b"Content-Type: application/json\r\n\r\n", *[b"[" * 65536] * (1 << 14))(reader, writer)


CASES: dict[Talk, tuple[str, ...]] = {
    dripping_head: ("H5",),
    one_header: ("H5",),
    headers: ("H5",),
    gzip_bomb: ("H6",),
    gzip_in_gzip: ("H6",),
    gzip_fifty: ("H6",),
    brotli_bomb: ("H6",),
    zstd_bomb: ("H6",),
    chunk_of_everything: ("H7",),
    chunk_of_less_than_nothing: ("H7",),
    chunks_of_one: ("H7",),
    tower: ("H17",),
}
