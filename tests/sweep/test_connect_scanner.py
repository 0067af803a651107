"""The kernel talking to itself, forced."""

from __future__ import annotations

import errno
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.address import Address
from leftopen.sweep.attempt_queue import Attempt
from leftopen.sweep.connect_scanner import ConnectScanner, _talks_to_itself
from leftopen.sweep.found import Event, Found, HostResponds, SweepProgress, Unanswered
from leftopen.sweep.patience import LONGEST
from leftopen.sweep.permutation import Permutation
from leftopen.sweep.socket_pool import SocketPool
from tests.net.hostile import LOCAL, gate_of
from tests.sweep.test_connect import HOST

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BEGAN = 1000.0
"""Noon by the monotonic clock."""


class Comparing(ConnectScanner):
    """Noon is at `BEGAN`, and time stands still."""

    def _time(self, moment: float) -> datetime:
        return NOON + timedelta(seconds=moment - BEGAN)


def comparing() -> ConnectScanner:
    """Port 80 is known."""
    known = {LOCAL: frozenset({80})}
    it = Comparing(HOST, [80], Permutation(1, 1), 0, gate_of(), 1.0, 16, known)
    it._queue.pending = {0}
    return it


def settle(it: ConnectScanner, port: int, failed: int, made: float, tries: int = 0) -> None:
    """An attempt that was made so many seconds after noon; each port has a position of its own."""
    with SocketPool() as pool:
        attempt = Attempt(81 - port, LOCAL, port, tries, LONGEST)
        attempt.socket, attempt.made = pool.take(socket.AF_INET), BEGAN + made
        attempt.until = attempt.made + LONGEST
        it._settle(pool, attempt, failed)


def self_connected() -> socket.socket:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    sock.connect(sock.getsockname())
    return sock


def attempts() -> ConnectScanner:
    return ConnectScanner(HOST, [80], Permutation(1, 1), 0, gate_of(), 1.0, 16)


def test_a_socket_connected_to_itself_is_known() -> None:
    with self_connected() as sock:
        assert _talks_to_itself(sock)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as sock,
    ):
        assert not _talks_to_itself(sock)


def test_it_is_tried_again_and_at_last_counted_as_closed() -> None:
    it = attempts()
    it._queue.pending, attempt = {0}, Attempt(0, LOCAL, 80)
    for again in (True, True, False):
        attempt.socket = self_connected()
        with SocketPool() as pool:
            it._settle(pool, attempt, 0)
        assert (0 in it._queue.pending) is again
    assert (it.progress().answered, it.progress().closed) == (0, 1)


def test_trouble_of_our_own_is_no_answer_of_theirs() -> None:
    it = attempts()
    it._queue.pending = {0}
    with SocketPool() as pool:
        it._settle(pool, Attempt(0, LOCAL, 80), errno.EADDRNOTAVAIL)
    assert it.progress().done == 0
    assert it.progress().cursor == 0


def test_a_network_that_can_not_be_reached_is_counted_apart() -> None:
    it = attempts()
    it._queue.pending = {0}
    address = Address.parse("192.0.2.1")
    with SocketPool() as pool:
        it._settle(pool, Attempt(0, address, 80), errno.EHOSTUNREACH)
    assert (it.progress().unreachable, it.progress().closed) == (1, 0)


@pytest.mark.parametrize(
    ("port", "failed", "told"),
    [
        (
            80,
            errno.ECONNREFUSED,
            [
                HostResponds(address=LOCAL, at=NOON),
                Unanswered(address=LOCAL, port=80, refused=True, at=NOON),
            ],
        ),
        (80, errno.EHOSTUNREACH, [Unanswered(address=LOCAL, port=80, refused=False, at=NOON)]),
        (80, errno.ENETUNREACH, []),
        (80, errno.EACCES, []),
        (81, errno.ECONNREFUSED, [HostResponds(address=LOCAL, at=NOON)]),
        (81, errno.EHOSTUNREACH, []),
        (81, 0, [HostResponds(address=LOCAL, at=NOON), Found(address=LOCAL, port=81, index=0)]),
    ],
)
def test_of_known_ports_it_tells_what_did_not_answer(port: int, failed: int, told: list[Event]) -> None:
    """A failure of this machine's own network says nothing about them."""
    it = comparing()
    settle(it, port, failed, 0)
    assert it._found == told


def test_what_is_silent_twice_did_not_answer_when_it_was_first_asked() -> None:
    it = comparing()
    for tries, made, answer in ((0, 1, 0), (1, 3, 1)):
        settle(it, 80, errno.ETIMEDOUT, made, tries)
        asked = Unanswered(address=LOCAL, port=80, refused=False, at=NOON + timedelta(seconds=1))
        assert it._found == [asked] * answer


@pytest.mark.parametrize(
    ("responses", "told"),
    [((0,), [0]), ((0, 2), [0, 2]), ((4,), [4]), ((0, 4, 5), [0, 4]), ((0, 2, 4, 5), [0, 2])],
)
def test_a_host_responds_again_after_a_silent_port(responses: tuple[int, ...], told: list[int]) -> None:
    """Asked a second after noon, and silent for good at its second try, three seconds after noon."""
    it = comparing()
    for made in range(6):
        if made in responses:
            settle(it, 81, errno.ECONNREFUSED, made)
        if made in (1, 3):
            settle(it, 80, errno.ETIMEDOUT, made, tries=made == 3)
    times = [event.at for event in it._found if isinstance(event, HostResponds)]
    assert times == [NOON + timedelta(seconds=second) for second in told]


def test_a_late_response_to_an_earlier_attempt_clears_no_doubt() -> None:
    it = comparing()
    settle(it, 80, errno.EHOSTUNREACH, 3)
    settle(it, 81, errno.ECONNREFUSED, 2)
    settle(it, 81, errno.ECONNREFUSED, 4)
    settle(it, 81, errno.ECONNREFUSED, 5)
    times = [event.at for event in it._found if isinstance(event, HostResponds)]
    assert times == [NOON + timedelta(seconds=second) for second in (2, 4)]


class Stalled(ConnectScanner):
    """The machine does other things after the first look, and the response comes meanwhile."""

    turns = 0

    def _hear(self, pool: SocketPool) -> float:
        self.turns += 1
        if self.turns > 1:
            return super()._hear(pool)
        heard = time.monotonic()
        time.sleep(0.3)
        return heard


def test_a_response_that_came_in_time_and_is_read_late_is_no_silence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port, gate = server.getsockname()[1], gate_of()
        found: list[Event] = []

        def emit(answer: tuple[list[Event], SweepProgress]) -> bool:
            found.extend(answer[0])
            return True

        Stalled(HOST, [port], Permutation(1, 1), 0, gate, 0.1, 16).run(emit)
    assert [event.port for event in found if isinstance(event, Found)] == [port]
    assert gate.counts.probes == 1
