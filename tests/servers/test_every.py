"""The harness itself: each program comes up in each mode, and a change of its own state shows."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from leftopen.model.verdict import State
from tests.servers.every import SERVERS, marks_of
from tests.servers.need import require
from tests.servers.programs import redis, sendria
from tests.servers.real import RealServer, Spot, running

Place = Callable[[RealServer], Spot]
KEEPING = [
    pytest.param(server, id=server.name, marks=marks_of(server))
    for server in SERVERS
    if server.check and server.keeps and "closed" in server.modes
]


def listens(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def test_it_comes_up_and_leaves_no_process(real_server: RealServer, place: Place) -> None:
    """In its first mode; the others come up in the tests of the checks."""
    spot = place(real_server)
    with running(real_server, spot, next(iter(real_server.modes))) as server:
        assert listens(server.port)
        assert server.digest() == server.digest() != ""
    assert not any(listens(port) for port in spot.ports)


@pytest.mark.parametrize("program", KEEPING)
def test_its_data_outlives_a_restart_in_another_mode(program: RealServer, place: Place) -> None:
    require(program.missing())
    spot, digests = place(program), []
    for mode in ("open", "closed"):
        with running(program, spot, mode) as server:
            digests.append(server.digest())
    assert len(set(digests)) == 1


def test_the_first_mode_is_the_open_one_and_names_are_unique() -> None:
    assert len({server.name for server in SERVERS}) == len(SERVERS)
    firsts = [next(iter(server.modes.values())) for server in SERVERS if server.check]
    assert all(first is not None and first.state is State.OPEN for first in firsts)


@pytest.mark.real
def test_a_written_key_changes_redis_state(place: Place) -> None:
    require(redis.server.missing())
    with running(redis.server, place(redis.server), "open") as server:
        before = server.digest()
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            connection.sendall(b"SET elsewhere 1\r\n")
            assert connection.recv(20) == b"+OK\r\n"
        assert server.digest() != before


@pytest.mark.real
def test_a_deleted_mail_changes_sendrias_state(place: Place) -> None:
    require(sendria.server.missing())
    spot = place(sendria.server)
    with running(sendria.server, spot, "open") as server:
        before = server.digest()
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
            connection.sendall(b"DELETE /api/messages/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert b" 200 " in connection.recv(100)
        assert server.digest() != before
