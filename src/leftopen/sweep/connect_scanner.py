"""Runs many connects at once: reused sockets and epoll in one thread, rate-limited by the gate. A port that
refuses or is silent costs no task, no future and no new socket."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net.connect import OURS
from leftopen.net.gate import Gate
from leftopen.sweep.attempt_queue import Attempt, AttemptQueue
from leftopen.sweep.found import Event, Found, SweepProgress
from leftopen.sweep.known_hosts import KnownHosts
from leftopen.sweep.patience import Patience
from leftopen.sweep.socket_pool import SocketPool
from leftopen.sweep.targets import Targets

RETRY_AFTER = 1.0
TRIES = 2
_SELF_CONNECTS = 3
_TURN = 64
_TELL_EVERY = 0.1
_TELL_AT = 256
_BREATH = 0.1
_LONGEST_SLEEP = 0.05
_CLOSED = frozenset({errno.ECONNREFUSED, errno.ECONNRESET})
_SILENT = frozenset({errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.EHOSTDOWN})

Emit = Callable[[tuple[list[Event], SweepProgress]], bool]


class ConnectScanner:
    """One sweep. `run` is its thread; nothing here is shared with another thread."""

    def __init__(
        self,
        targets: Targets,
        ports: Sequence[int],
        order: Sequence[int],
        start: int,
        gate: Gate,
        timeout: float,
        room: int,
        known: Mapping[Address, frozenset[int]] = MappingProxyType({}),
    ) -> None:
        self._queue = AttemptQueue(targets, ports, order, start)
        self._start, self._total = start, len(order)
        self._gate, self._room = gate, room
        self._patience = Patience(timeout)
        self._found: list[Event] = []
        self._known = KnownHosts(known, self._time, self._tell_later) if known else None
        # Each in the order of their ends: first attempts wait less than second ones.
        self._open: tuple[dict[int, Attempt], dict[int, Attempt]] = ({}, {})
        self._answered = self._closed = self._silent = self._unreachable = self._refused = 0
        self._told = float("-inf")

    def run(self, emit: Emit) -> None:
        """Runs until all is done, the gate is stopped, or `emit` reports that the reader is gone."""
        with SocketPool() as pool:
            try:
                while not self._queue.ended:
                    self._send(pool)
                    self._expire(pool, self._hear(pool))
                    if self._due() and not self._tell(emit):
                        return
            except TalkEnded:
                # Only a stop gets here; pending attempts stay after the cursor.
                pass
        self._tell(emit)

    def progress(self) -> SweepProgress:
        counts = (self._answered, self._closed, self._silent, self._unreachable, self._refused)
        return SweepProgress(
            done=self._start + sum(counts),
            total=self._total,
            cursor=self._queue.cursor,
            answered=self._answered,
            closed=self._closed,
            silent=self._silent,
            unreachable=self._unreachable,
            refused=self._refused,
        )

    # --- sending ---------------------------------------------------------------------------------------

    def _send(self, pool: SocketPool) -> None:
        if self._gate.stopped:
            raise TalkEnded(Reason.STOPPED, Phase.GATE)
        now = time.monotonic()
        for _ in range(min(_TURN, self._room - self._outstanding())):
            attempt = self._queue.next(now)
            if attempt is None:
                return
            self._try(pool, attempt, now)

    def _outstanding(self) -> int:
        return len(self._open[0]) + len(self._open[1])

    def _try(self, pool: SocketPool, attempt: Attempt, now: float) -> None:
        try:
            wait = self._gate.probe(attempt.address, attempt.port)
        except TalkEnded as ended:
            if ended.reason is Reason.STOPPED:
                raise
            self._refused += 1
            self._queue.pending.discard(attempt.position)
            return
        if wait > 0:
            self._queue.put_off(attempt, now + wait)
        else:
            self._connect(pool, attempt)

    def _connect(self, pool: SocketPool, attempt: Attempt) -> None:
        family = socket.AF_INET if attempt.address.is_ipv4 else socket.AF_INET6
        try:
            attempt.socket = sock = pool.take(family)
        except OSError as error:
            if error.errno not in OURS:
                self._count(attempt, error.errno or 0)
            else:
                self._queue.put_off(attempt, time.monotonic() + _BREATH)
            return
        again = attempt.tries > 0
        attempt.made = time.monotonic()
        attempt.until = attempt.made + (self._patience.longest if again else self._patience.first())
        failed = sock.connect_ex((_text(attempt.address), attempt.port))
        if failed == errno.EINPROGRESS:
            self._open[again][sock.fileno()] = attempt
        else:
            self._settle(pool, attempt, failed)

    # --- receiving -------------------------------------------------------------------------------------

    def _hear(self, pool: SocketPool) -> float:
        """The moment up to which every response has been read."""
        heard = time.monotonic()
        first, second = self._open
        for number in pool.wait(self._sleep()):
            attempt = first.pop(number, None) or second.pop(number, None)
            if attempt is not None and attempt.socket is not None:
                failed = attempt.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                self._settle(pool, attempt, failed)
        return heard

    def _settle(self, pool: SocketPool, attempt: Attempt, failed: int) -> None:
        own = self._release(pool, attempt, failed)
        if own and attempt.selves + 1 < _SELF_CONNECTS:
            # The kernel gave this socket its target port as its own port: try another.
            attempt.selves += 1
            self._queue.put_off(attempt, 0.0)
        elif failed in OURS:
            self._queue.put_off(attempt, time.monotonic() + _BREATH)
        elif failed == errno.ETIMEDOUT:
            self._unheard(attempt)
        else:
            self._count(attempt, errno.ECONNREFUSED if own else failed)

    def _release(self, pool: SocketPool, attempt: Attempt, failed: int) -> bool:
        """Ends the attempt's use of its socket; was that connected to itself?"""
        sock, attempt.socket = attempt.socket, None
        if sock is None:
            return False
        if failed:
            pool.give_back(sock)
            return False
        own = _talks_to_itself(sock)
        pool.close(sock)
        return own

    def _count(self, attempt: Attempt, failed: int) -> None:
        self._queue.pending.discard(attempt.position)
        self._compare(attempt, failed)
        if not failed:
            self._answered += 1
            self._found.append(Found(address=attempt.address, port=attempt.port, index=attempt.position))
        elif failed in _CLOSED:
            self._closed += 1
        else:
            self._unreachable += 1
        if not failed or failed in _CLOSED:
            self._patience.answered(time.monotonic() - attempt.made)

    def _compare(self, attempt: Attempt, failed: int) -> None:
        """With what is known of the address. A failure of this machine says nothing about it."""
        if self._known is None:
            return
        if failed and failed not in _CLOSED and failed not in _SILENT:
            self._known.forget(attempt.position)
            return
        answer = None if failed in _SILENT else not failed
        self._known.compare(attempt.position, attempt.address, attempt.port, attempt.made, answer)

    def _expire(self, pool: SocketPool, heard: float) -> None:
        """The oldest first. Silent is what the kernel had no response for then."""
        for some in self._open:
            while some:
                number, attempt = next(iter(some.items()))
                if attempt.until > heard:
                    break
                del some[number]
                self._settle(pool, attempt, errno.ETIMEDOUT)

    def _unheard(self, attempt: Attempt) -> None:
        if attempt.tries == 0:
            attempt.waited = attempt.until - attempt.made
            if self._known:
                self._known.asked(attempt.position, attempt.address, attempt.made)
        attempt.tries += 1
        if attempt.tries < TRIES + (not self._patience.was_enough(attempt.waited)):
            self._queue.retry(attempt, time.monotonic() + RETRY_AFTER)
        else:
            self._silent += 1
            self._queue.pending.discard(attempt.position)
            self._compare(attempt, errno.ETIMEDOUT)

    def _sleep(self) -> float:
        full = self._outstanding() >= self._room
        if not full and self._queue.more:
            return 0.0
        moments = [next(iter(some.values())).until for some in self._open if some]
        if not full:
            moments += self._queue.due()
        return min(_LONGEST_SLEEP, max(0.0, min(moments, default=0.0) - time.monotonic()))

    # --- reporting -------------------------------------------------------------------------------------

    def _tell_later(self, event: Event) -> None:
        self._found.append(event)

    def _time(self, moment: float) -> datetime:
        return self._gate.clock() - timedelta(seconds=time.monotonic() - moment)

    def _due(self) -> bool:
        return len(self._found) >= _TELL_AT or time.monotonic() - self._told >= _TELL_EVERY

    def _tell(self, emit: Emit) -> bool:
        found, self._found = self._found, []
        self._told = time.monotonic()
        return emit((found, self.progress()))


def _text(address: Address) -> str:
    if address.is_ipv4:
        return socket.inet_ntoa(address.packed[12:])
    return socket.inet_ntop(socket.AF_INET6, address.packed)


def _talks_to_itself(sock: socket.socket) -> bool:
    try:
        return bool(sock.getsockname() == sock.getpeername())
    except OSError:
        # Already reset: another process accepted it, not this socket itself.
        return False
