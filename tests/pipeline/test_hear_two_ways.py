"""Step 3 on servers that answer one protocol in the words of another."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

from leftopen.wire import mongodb, postgresql
from tests.pipeline.loopback import Loopback
from tests.pipeline.test_identify import heard
from tests.servers.certificate import self_signed
from tests.wire.mongo_said import said

HINT = b"HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Length: 85\r\n\r\n" + mongodb.HINT + b"\r\n"


async def store(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A page for HTTP, a document for its own questions, nothing for the rest."""
    asked = await reader.read(1000)
    while asked:
        if asked.startswith(b"GET "):
            writer.write(HINT)
            return
        if asked[12:16] != (2013).to_bytes(4, "little"):
            return
        writer.write(said({"ok": 1.0, "maxWireVersion": 17, "version": "6.0.27"}))
        await writer.drain()
        asked = await reader.read(1000)


def test_a_store_that_answers_http_with_a_page_is_named_for_what_it_is() -> None:
    with Loopback() as loopback:
        seen = heard(loopback.serve(store))
    assert (seen.module, seen.product, seen.version) == ("mongodb", "MongoDB", "6.0.27")


def test_a_server_that_hangs_up_inside_tls_is_asked_in_clear(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """TLS at once is granted and leads nowhere; after its own words it is what it is."""
        asked = await reader.read(1000)
        if asked[:1] == b"\x16":
            await shake(context, asked, reader, writer)
        elif asked == postgresql.SSL_REQUEST:
            writer.write(b"N")
            asked = await reader.read(1000)
        if asked == postgresql.GSSENC_REQUEST:
            writer.write(b"N")
            await reader.read(1000)

    with Loopback() as loopback:
        seen = heard(loopback.serve(talk))
    assert (seen.module, seen.product, seen.tls) == ("postgresql", "PostgreSQL", False)
    assert seen.info == "or a server with its protocol"


async def shake(
    context: ssl.SSLContext, asked: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """The server's half of a handshake, and the end."""
    came, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(came, going, server_side=True)
    while asked:
        came.write(asked)
        try:
            session.do_handshake()
        except ssl.SSLWantReadError:
            writer.write(going.read())
            asked = await reader.read(1000)
            continue
        except ssl.SSLError:
            pass
        writer.write(going.read())
        return
