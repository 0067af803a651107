"""The harness itself: a change of a server's own state shows. That each comes up, leaves no process and keeps
its data is shown by the tests of the checks."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from leftopen.model.verdict import State
from tests.servers.every import SERVERS
from tests.servers.need import require
from tests.servers.programs import redis, sendria
from tests.servers.real import RealServer, Spot, running

Place = Callable[[RealServer], Spot]


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
