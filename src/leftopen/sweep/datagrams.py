"""Asks UDP questions: one datagram to each port of each address, and one more where nothing answers."""

from __future__ import annotations

import asyncio
import secrets
import select
import socket
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.question import TOKEN, Question
from leftopen.model.verdict import Reason
from leftopen.net.connect import OURS
from leftopen.net.gate import Gate
from leftopen.sweep.attempt_queue import Attempt, AttemptQueue
from leftopen.sweep.found import Found, SweepProgress
from leftopen.sweep.permutation import Permutation
from leftopen.sweep.targets import Targets
from leftopen.sweep.thread_bridge import ThreadBridge

LONGEST_ANSWER = 8192
"""Bytes of an answer that are kept."""
TRIES = 2
_RECEIVE_BUFFER = 4 * 1024 * 1024
_ROOM = 20_000
_TURN = 64
_TELL_EVERY = 0.1
_TELL_AT = 64
_BREATH = 0.1
_BATCHES = 8

Batch = tuple[list[Found], SweepProgress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and one port at which it is asked."""

    name: str
    port: int
    question: Question


def at_ports(questions: Mapping[str, Question], ports: frozenset[int]) -> list[Asked]:
    """Each question at those of its ports."""
    return [
        Asked(name=name, port=port, question=one)
        for name, one in questions.items()
        for port in one.ports
        if port in ports
    ]


async def answering_datagrams(
    targets: Targets,
    asked: list[Asked],
    *,
    seed: int,
    start: int,
    gate: Gate,
    timeout: float = 1.0,  # noqa: ASYNC109 (of one datagram)
) -> AsyncGenerator[Found | SweepProgress, None]:
    """As `answering_endpoints`: what answered, and in between the progress. An answer must come from the
    address that was asked, and from its port unless the protocol has it otherwise, and must bring back what
    nobody can guess. Each datagram waits `timeout` seconds."""
    order = Permutation(len(targets) * len(asked), seed)
    sweep = _Sweep(targets, asked, order, start, gate, timeout)
    pipe: ThreadBridge[Batch] = ThreadBridge(_BATCHES)
    work = asyncio.get_running_loop().run_in_executor(None, _run, sweep, pipe)
    try:
        while (batch := await pipe.get()) is not None:
            for event in batch[0]:
                yield event
            yield batch[1]
    finally:
        pipe.close()
        await work


def _run(sweep: _Sweep, pipe: ThreadBridge[Batch]) -> None:
    try:
        sweep.run(pipe.put)
    finally:
        pipe.end()


class _Sweep:
    """`run` is its thread; nothing here is shared with another thread."""

    def __init__(
        self, targets: Targets, asked: list[Asked], order: Permutation, start: int, gate: Gate, timeout: float
    ) -> None:
        self._asked, self._gate, self._timeout = asked, gate, timeout
        self._queue = AttemptQueue(targets, range(len(asked)), order, start)
        self._start, self._total = start, len(order)
        self._key = secrets.token_bytes(16)
        self._waiting: dict[tuple[bytes, int, int], Attempt] = {}
        self._ends: deque[tuple[float, tuple[bytes, int, int]]] = deque()
        self._from_any = [number for number, one in enumerate(asked) if one.question.any_port]
        self._found: list[Found] = []
        self._answered = self._silent = self._unreachable = self._refused = 0
        self._told = float("-inf")

    def run(self, emit: Callable[[Batch], bool]) -> None:
        sockets: dict[int, socket.socket] = {
            family: _socket(family) for family in (socket.AF_INET, socket.AF_INET6)
        }
        try:
            while not (self._queue.ended or self._gate.stopped):
                self._send(sockets)
                self._hear(sockets)
                self._expire()
                if self._due() and not self._tell(emit):
                    return
        except TalkEnded:
            # Only a stop gets here.
            pass
        finally:
            for sock in sockets.values():
                sock.close()
        self._tell(emit)

    def _send(self, sockets: Mapping[int, socket.socket]) -> None:
        now = time.monotonic()
        for _ in range(min(_TURN, _ROOM - len(self._waiting))):
            attempt = self._queue.next(now)
            if attempt is None:
                return
            self._ask(sockets, attempt, now)

    def _ask(self, sockets: Mapping[int, socket.socket], attempt: Attempt, now: float) -> None:
        number, address = attempt.port, attempt.address
        port, question = self._asked[number].port, self._asked[number].question
        try:
            wait = self._gate.probe(address, port)
        except TalkEnded as ended:
            if ended.reason is Reason.STOPPED:
                raise
            self._refused += 1
            self._queue.pending.discard(attempt.position)
            return
        if wait > 0:
            self._queue.put_off(attempt, now + wait)
            return
        family = socket.AF_INET if address.is_ipv4 else socket.AF_INET6
        key = (address.packed, port, number)
        try:
            sockets[family].sendto(question.data(self._token(key)), (str(address), port))
        except OSError as error:
            if error.errno in OURS:
                self._queue.put_off(attempt, now + _BREATH)
            else:
                self._unreachable += 1
                self._queue.pending.discard(attempt.position)
            return
        self._waiting[key] = attempt
        self._ends.append((now + self._timeout, key))

    def _token(self, key: tuple[bytes, int, int]) -> bytes:
        packed, port, number = key
        said = packed + port.to_bytes(2, "big") + number.to_bytes(2, "big")
        return blake2b(said, key=self._key, digest_size=TOKEN).digest()

    def _hear(self, sockets: Mapping[int, socket.socket]) -> None:
        ready, _, _ = select.select(list(sockets.values()), [], [], 0 if self._queue.more else _BREATH / 2)
        for sock in ready:
            for _ in range(_ROOM):
                try:
                    data, sender = sock.recvfrom(LONGEST_ANSWER)
                except BlockingIOError:
                    break
                except OSError:
                    # What an earlier datagram met; which one is not said.
                    continue
                self._take(data, sender[0], sender[1])

    def _take(self, data: bytes, host: str, port: int) -> None:
        try:
            address = Address.parse(host)
        except ValueError:
            return
        for key in self._candidates(address.packed, port):
            attempt, asked = self._waiting[key], self._asked[key[2]]
            if asked.question.answers(asked.question.data(self._token(key)), data):
                del self._waiting[key]
                self._queue.pending.discard(attempt.position)
                self._answered += 1
                self._found.append(
                    Found(
                        address=address,
                        port=asked.port,
                        index=attempt.position,
                        question=asked.name,
                        answer=data,
                    )
                )
                return

    def _candidates(self, packed: bytes, port: int) -> list[tuple[bytes, int, int]]:
        numbers = [number for number, one in enumerate(self._asked) if one.port == port]
        keys = [(packed, self._asked[number].port, number) for number in (*numbers, *self._from_any)]
        return [key for key in keys if key in self._waiting]

    def _expire(self) -> None:
        now = time.monotonic()
        while self._ends and self._ends[0][0] <= now:
            _, key = self._ends.popleft()
            attempt = self._waiting.pop(key, None)
            if attempt is None:
                continue
            attempt.tries += 1
            if attempt.tries < TRIES:
                self._queue.retry(attempt, now)
            else:
                self._silent += 1
                self._queue.pending.discard(attempt.position)

    def _due(self) -> bool:
        return len(self._found) >= _TELL_AT or time.monotonic() - self._told >= _TELL_EVERY

    def _tell(self, emit: Callable[[Batch], bool]) -> bool:
        found, self._found = self._found, []
        self._told = time.monotonic()
        counts = (self._answered, self._silent, self._unreachable, self._refused)
        progress = SweepProgress(
            done=self._start + sum(counts), total=self._total, cursor=self._queue.cursor,
            answered=self._answered, silent=self._silent, unreachable=self._unreachable,
            refused=self._refused,
        )  # fmt: skip
        return emit((found, progress))


def _socket(family: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
    return sock
