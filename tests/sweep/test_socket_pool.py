"""Sockets that connect again, against this machine itself."""

from __future__ import annotations

import errno
import socket

import pytest

from leftopen.sweep.socket_pool import SocketPool
from tests.sweep.test_connect import full_backlog, listeners


def ended(pool: SocketPool, sock: socket.socket) -> int:
    while sock.fileno() not in pool.wait(1):
        pass
    return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_socket_is_used_again_after_silence_and_after_a_refusal(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken, SocketPool() as pool:
        taken.bind((host, 0))
        refusing, number = taken.getsockname()[1], -1
        for _ in range(3):
            sock = pool.take(family)
            assert number in (-1, sock.fileno())
            number = sock.fileno()
            failed = sock.connect_ex((host, refusing))
            failed = ended(pool, sock) if failed == errno.EINPROGRESS else failed
            assert failed == errno.ECONNREFUSED
            pool.give_back(sock)
        with socket.create_server((host, 0), family=family) as server:
            sock = pool.take(family)
            assert sock.connect_ex(server.getsockname()[:2]) in (0, errno.EINPROGRESS)
            assert ended(pool, sock) == 0
            pool.close(sock)
            with server.accept()[0] as accepted:
                assert accepted.recv(1) == b""


def test_what_is_given_back_in_silence_gets_no_late_answer() -> None:
    with full_backlog() as silent, listeners(1) as (port,), SocketPool() as pool:
        sock = pool.take(socket.AF_INET)
        assert sock.connect_ex(("127.0.0.1", silent)) == errno.EINPROGRESS
        pool.give_back(sock)
        again = pool.take(socket.AF_INET)
        assert again is sock
        assert again.connect_ex(("127.0.0.1", port)) in (0, errno.EINPROGRESS)
        assert ended(pool, again) == 0
        assert again.getpeername() == ("127.0.0.1", port)
