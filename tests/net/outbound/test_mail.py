"""Handing a message to a mail server that takes it, refuses it, or is not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from leftopen.net.outbound.mail import SmtpOutbound
from tests.net.hostile import serving, silent
from tests.stopwatch import Stopwatch

MESSAGE = b"Subject: test\r\n\r\nhello\r\n"


@asynccontextmanager
async def mail_server(
    *, to: bytes = b"250 OK", data: bytes = b"250 kept as 7"
) -> AsyncIterator[tuple[int, list[bytes]]]:
    lines: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink.example.org\r\n")
        while line := await reader.readline():
            lines.append(line.rstrip())
            word = line[:4].upper().strip()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                lines.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(data + b"\r\n")
            else:
                writer.write({b"RCPT": to, b"QUIT": b"221 bye"}.get(word, b"250 OK") + b"\r\n")

    async with serving(talk) as port:
        yield port, lines


def plain(port: int, timeout: float = 2) -> SmtpOutbound:
    return SmtpOutbound(host="127.0.0.1", port=port, security="none", timeout=timeout)


def test_an_accepted_message_gives_the_servers_answer() -> None:
    async def run() -> None:
        async with mail_server() as (port, lines):
            out = plain(port)
            answer = await out.mail("leftopen@example.org", "soc@example.org", MESSAGE)
        assert "kept as 7" in answer
        assert MESSAGE + b".\r\n" in lines
        assert any(line.upper().startswith(b"RCPT TO:<SOC@EXAMPLE.ORG>") for line in lines)

    asyncio.run(run())


@pytest.mark.parametrize("answers", [{"to": b"550 no such user"}, {"data": b"451 greylisted"}])
def test_a_refused_message_is_not_accepted(answers: dict[str, bytes]) -> None:
    async def run() -> None:
        async with mail_server(**answers) as (port, _):
            with pytest.raises(ConnectionError) as caught:
                await plain(port).mail("a@example.org", "b@example.org", MESSAGE)
        assert f"127.0.0.1:{port}" in str(caught.value)
        assert len(str(caught.value)) <= 200

    asyncio.run(run())


def test_an_answer_in_another_charset_can_be_stored() -> None:
    async def run() -> None:
        async with mail_server(data="250 accepté".encode("latin-1")) as (port, _):
            assert await plain(port).mail("leftopen@example.org", "soc@example.org", MESSAGE) == "accepté"
        async with mail_server(to="550 boîte inconnue".encode("latin-1")) as (port, _):
            with pytest.raises(ConnectionError, match="550 boîte inconnue"):
                await plain(port).mail("leftopen@example.org", "soc@example.org", MESSAGE)

    asyncio.run(run())


def test_nobody_there_and_somebody_who_never_answers() -> None:
    async def run() -> None:
        with pytest.raises(ConnectionError):
            await plain(1).mail("a@example.org", "b@example.org", MESSAGE)
        watch = Stopwatch()
        async with serving(silent) as port:
            with pytest.raises(ConnectionError):
                await plain(port, timeout=0.4).mail("a@example.org", "b@example.org", MESSAGE)
        assert watch.seconds < 2

    asyncio.run(run())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_required_tls_is_required(security: str) -> None:
    async def run() -> None:
        async with mail_server() as (port, lines):
            out = SmtpOutbound(host="127.0.0.1", port=port, security=security, timeout=1)
            with pytest.raises(ConnectionError):
                await out.mail("a@example.org", "b@example.org", MESSAGE)
        assert not any(b"MAIL" in line.upper() for line in lines)

    asyncio.run(run())


def test_a_password_never_goes_out_in_the_clear() -> None:
    out = SmtpOutbound(host="127.0.0.1", port=1, security="none", user="u", password="made-up")
    with pytest.raises(ConnectionError, match="smtp_security"):
        asyncio.run(out.mail("a@example.org", "b@example.org", MESSAGE))
    assert "made-up" not in repr(out)


@pytest.mark.hostile("H15")
@pytest.mark.parametrize(
    "mailbox", ["a@example.org\r\nRCPT TO:<x@example.org>", "a b", "", "<a@example.org>", "a\x00"]
)
def test_an_address_can_smuggle_nothing(mailbox: str) -> None:
    with pytest.raises(ConnectionError, match="mail address"):
        asyncio.run(plain(1).mail("a@example.org", mailbox, MESSAGE))
