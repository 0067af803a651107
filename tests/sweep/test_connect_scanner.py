"""The kernel talking to itself, forced."""

from __future__ import annotations

import errno
import socket
import time

import pytest

from leftopen.model.address import Address
from leftopen.sweep.connect_scanner import ConnectScanner, _Attempt, _talks_to_itself
from leftopen.sweep.found import Event, Found, HostResponds, Unanswered
from leftopen.sweep.permutation import Permutation
from tests.net.hostile import LOCAL, gate_of
from tests.sweep.test_connect import HOST


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
    for again in (True, True, False):
        it._pending = {0}
        it._settle(_Attempt(0, 0, LOCAL, 80, self_connected(), time.monotonic() + 1), 0)
        assert (0 in it._pending) is again
    assert (it.progress().answered, it.progress().closed) == (0, 1)


def test_trouble_of_our_own_is_no_answer_of_theirs() -> None:
    it = attempts()
    it._pending = {0}
    it._settle(_Attempt(0, 0, LOCAL, 80, socket.socket(), time.monotonic() + 1), errno.EADDRNOTAVAIL)
    assert it.progress().done == 0
    assert it.progress().cursor == 0


def test_a_network_that_can_not_be_reached_is_counted_apart() -> None:
    it = attempts()
    it._pending = {0}
    address = Address.parse("192.0.2.1")
    it._settle(_Attempt(0, 0, address, 80, socket.socket(), time.monotonic() + 1), errno.EHOSTUNREACH)
    assert (it.progress().unreachable, it.progress().closed) == (1, 0)


@pytest.mark.parametrize(
    ("port", "failed", "told"),
    [
        (
            80,
            errno.ECONNREFUSED,
            [HostResponds(address=LOCAL), Unanswered(address=LOCAL, port=80, refused=True)],
        ),
        (80, errno.EHOSTUNREACH, [Unanswered(address=LOCAL, port=80, refused=False)]),
        (80, errno.ENETUNREACH, []),
        (80, errno.EACCES, []),
        (81, errno.ECONNREFUSED, [HostResponds(address=LOCAL)]),
        (81, errno.EHOSTUNREACH, []),
        (81, 0, [HostResponds(address=LOCAL), Found(address=LOCAL, port=81, index=0)]),
    ],
)
def test_of_known_ports_it_tells_what_did_not_answer(port: int, failed: int, told: list[Event]) -> None:
    """A failure of this machine's own network says nothing about them."""
    known = {LOCAL: frozenset({80})}
    it = ConnectScanner(HOST, [80], Permutation(1, 1), 0, gate_of(), 1.0, 16, known)
    it._pending = {0}
    it._settle(_Attempt(0, 0, LOCAL, port, socket.socket(), time.monotonic() + 1), failed)
    assert it._found == told


def test_what_is_silent_twice_did_not_answer() -> None:
    it = ConnectScanner(HOST, [80], Permutation(1, 1), 0, gate_of(), 1.0, 16, {LOCAL: frozenset({80})})
    it._pending = {0}
    for tries, told in ((0, []), (1, [Unanswered(address=LOCAL, port=80, refused=False)])):
        it._settle(_Attempt(0, tries, LOCAL, 80, socket.socket(), time.monotonic() + 1), errno.ETIMEDOUT)
        assert it._found == told
