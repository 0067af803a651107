"""Asks one UDP question of one port, after the gate has permitted it."""

from __future__ import annotations

import asyncio
import secrets
import socket

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.question import TOKEN, Question
from leftopen.model.verdict import Phase, Reason
from leftopen.net.gate import Gate, count_request


async def ask_datagram(gate: Gate, address: Address, port: int, question: Question, seconds: float) -> bytes:
    """The answer. Raises TalkEnded: from the gate; `refused` where the host says that nobody listens;
    `timeout`."""
    leave = await gate.enter(address, port)
    try:
        return await _asked(gate, address, port, question, gate.monotonic() + seconds)
    finally:
        leave()


async def _asked(gate: Gate, address: Address, port: int, question: Question, until: float) -> bytes:
    data = question.data(secrets.token_bytes(TOKEN))
    loop, place = asyncio.get_running_loop(), (str(address), port)
    family = socket.AF_INET if address.is_ipv4 else socket.AF_INET6
    listener = _Listener(question, data, str(address))
    # Only a connected socket hears that nobody listens; one that takes any port can't be connected.
    remote = None if question.any_port else place
    try:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: listener, family=family, remote_addr=remote
        )
    except OSError:
        raise TalkEnded(Reason.TIMEOUT, Phase.CONNECT) from None
    try:
        count_request(gate.counts)
        gate.counts.bytes_sent += len(data)
        transport.sendto(data, place if remote is None else None)
        if not await gate.until(listener.answer, until, address, port):
            raise TalkEnded(Reason.TIMEOUT, Phase.ASK)
        answer = listener.answer.result()
        gate.counts.bytes_read += len(answer)
        return answer
    finally:
        transport.abort()


class _Listener(asyncio.DatagramProtocol):
    """Waits for the first datagram that is an answer."""

    def __init__(self, question: Question, asked: bytes, host: str) -> None:
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._question, self._asked, self._host = question, asked, host

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        right = addr[0] == self._host and self._question.answers(self._asked, data)
        if right and not self.answer.done():
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            refused = isinstance(exc, ConnectionRefusedError)
            self.answer.set_exception(TalkEnded(Reason.REFUSED if refused else Reason.TIMEOUT, Phase.ASK))
