"""Handshakes with whoever is there."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from pathlib import Path

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.model.tls import TlsFacts
from leftopen.model.verdict import Phase, Reason
from leftopen.net.connect import open_stream
from leftopen.net.tls import HANDSHAKE_BYTES, TlsFailed, upgrade
from tests.net import made
from tests.net.hostile import LOCAL, Talk, dripping, flooding, gate_of, resetting, saying, serving, silent
from tests.stopwatch import Stopwatch


async def over_tls(
    context: ssl.SSLContext, say: bytes = b"hello", alpn: tuple[str, ...] = ()
) -> tuple[TlsFacts, bytes]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(say + await reader.read(10))
        await writer.drain()

    async with serving(talk, tls=context) as port, open_stream(gate_of(), LOCAL, port, 5) as bare:
        inside = await upgrade(bare, server_name="old.example.org", alpn=alpn)
        inside.send(b"?!")
        heard = b""
        while piece := await inside.read(3):
            heard += piece
        return inside.facts, heard


async def failing(talk: Talk, seconds: float = 1.0) -> TalkEnded:
    async with serving(talk) as port:
        with pytest.raises(TalkEnded) as caught:
            async with open_stream(gate_of(), LOCAL, port, seconds) as bare:
                await upgrade(bare)
    return caught.value


@pytest.mark.hostile("H23")
def test_an_expired_self_signed_certificate_is_kept_whole(tmp_path: Path) -> None:
    pair = made.pair()
    facts, heard = asyncio.run(over_tls(made.server(tmp_path, pair)))
    assert (facts.version, facts.der, facts.chain, facts.failed) == ("TLSv1.3", pair[2], (pair[2],), "")
    assert facts.bits >= 128
    assert heard == b"hello?!"


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1", "TLSv1_2"])
def test_an_old_server_is_spoken_to(tmp_path: Path, version: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context = made.server(tmp_path, made.pair(bits=1024), newest=ssl.TLSVersion[version])
    facts, heard = asyncio.run(over_tls(context))
    assert facts.version == version.replace("_", ".")
    assert facts.der == made.pair(bits=1024)[2]
    assert heard == b"hello?!"


@pytest.mark.hostile("H23")
def test_ten_thousand_names_are_kept(tmp_path: Path) -> None:
    pair = made.pair(names=1800)
    facts, _ = asyncio.run(over_tls(made.server(tmp_path, pair)))
    assert facts.der == pair[2]


def test_the_protocol_agreed_on_is_told(tmp_path: Path) -> None:
    context = made.server(tmp_path, made.pair())
    context.set_alpn_protocols(["h2", "http/1.1"])
    assert asyncio.run(over_tls(context, alpn=("http/1.1",)))[0].alpn == "http/1.1"
    assert asyncio.run(over_tls(context))[0].alpn == ""


@pytest.mark.hostile("H23")
def test_a_malformed_certificate_is_kept_though_the_handshake_fails() -> None:
    der = b"\x30\x82\x00\x05trash"
    rows = len(der).to_bytes(3, "big") + der
    body = len(rows).to_bytes(3, "big") + rows
    # A TLS 1.2 ServerHello (ECDHE-RSA-AES128-GCM-SHA256) and a Certificate that nobody can read.
    hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00" + b"\x00\x05\xff\x01\x00\x01\x00"
    handshake = (
        b"\x02" + len(hello).to_bytes(3, "big") + hello + b"\x0b" + len(body).to_bytes(3, "big") + body
    )
    ended = asyncio.run(failing(saying(b"\x16\x03\x03" + len(handshake).to_bytes(2, "big") + handshake)))
    assert isinstance(ended, TlsFailed)
    assert (ended.reason, ended.phase) == (Reason.TLS_FAILED, Phase.TLS)
    assert ended.facts.der == der
    assert ended.facts.failed


@pytest.mark.hostile("H23")
@pytest.mark.parametrize(
    "talk",
    [
        saying(b"220 mail.example.org ESMTP\r\n"),
        saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        saying(b""),
        resetting,
    ],
    ids=["smtp", "http", "hangs up", "resets"],
)
def test_what_is_no_tls_fails_at_once(talk: Talk) -> None:
    watch = Stopwatch()
    ended = asyncio.run(failing(talk))
    assert isinstance(ended, TlsFailed)
    assert ended.facts.der == b""
    assert watch.seconds < 0.8


@pytest.mark.hostile("H23")
@pytest.mark.parametrize(
    "talk", [silent, dripping(b"\x16\x03\x03\x40\x00", b"\x02", 0.05)], ids=["silent", "drips"]
)
def test_a_handshake_that_stalls_ends_at_the_deadline(talk: Talk) -> None:
    watch = Stopwatch()
    ended = asyncio.run(failing(talk, 0.3))
    assert (ended.reason, ended.phase) == (Reason.TIMEOUT, Phase.TLS)
    assert watch.seconds < 1


@pytest.mark.hostile("H23")
def test_a_handshake_of_endless_messages_is_capped() -> None:
    async def run() -> int:
        gate = gate_of()
        # Hello requests, which a client may ignore for ever.
        record = b"\x16\x03\x03\x00\x04\x00\x00\x00\x00"
        async with serving(flooding(record * 2000, [0])) as port:
            with pytest.raises(TlsFailed):
                async with open_stream(gate, LOCAL, port, 5) as bare:
                    await upgrade(bare)
        return gate.counts.bytes_read

    assert asyncio.run(run()) <= HANDSHAKE_BYTES


def test_a_flood_inside_tls_is_bounded_by_the_reader(tmp_path: Path) -> None:
    async def run() -> None:
        gate, counter = gate_of(), [0]
        context = made.server(tmp_path, made.pair())
        flood = serving(flooding(b"", counter), tls=context)
        async with flood as port, open_stream(gate, LOCAL, port, 5) as bare:
            inside = await upgrade(bare)
            assert len(await inside.read(100) or b"") == 100
            assert gate.counts.bytes_read < 64 * 1024

    asyncio.run(run())
