from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers import relay as relay_module
from tests.servers.book import Seen, Wire
from tests.servers.offence import Kind
from tests.servers.relay import Relay


@contextmanager
def server(answer: bytes, *, reset: bool = False) -> Iterator[int]:
    """Reads once, answers, ends; a port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                client.recv(4096)
                if reset:
                    relay_module._reset(client)
                else:
                    client.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def ask(port: int, answer: bytes) -> bytes:
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(answer)
        while part := connection.recv(65536):
            heard += part
    return heard


def test_both_directions_are_passed_on_and_written_down() -> None:
    with server(b"+PONG\r\n") as target:
        with Relay(target) as relay:
            assert ask(relay.port, b"PING\r\n") == b"+PONG\r\n"
            assert ask(relay.port, b"INFO\r\n") == b"+PONG\r\n"
        assert [one.said for one in relay.recorded] == [b"PING\r\n", b"INFO\r\n"]
        assert all(one.heard == b"+PONG\r\n" and not one.cut for one in relay.recorded)


def test_a_large_answer_comes_through_whole_and_is_recorded_up_to_the_limit() -> None:
    answer = b"x" * (relay_module.LIMIT + 1000)
    with server(answer) as target, Relay(target) as relay:
        assert len(ask(relay.port, b"go")) == len(answer)
    (one,) = relay.recorded
    assert (one.received, len(one.heard)) == (len(answer), relay_module.LIMIT)


def test_a_reset_is_passed_on_as_a_reset() -> None:
    with server(b"", reset=True) as target, Relay(target) as relay, pytest.raises(ConnectionResetError):
        ask(relay.port, b"PING\r\n")


def test_a_refused_connection_is_a_reset_with_nothing_said() -> None:
    with server(b"") as target:
        pass
    with Relay(target) as relay, pytest.raises(ConnectionResetError):
        ask(relay.port, b"")
    assert [one.sent for one in relay.recorded] == [0]


def test_nothing_listens_after_the_relay() -> None:
    with server(b"") as target, Relay(target) as relay:
        pass
    with pytest.raises(ConnectionRefusedError):
        ask(relay.port, b"")


def test_what_went_through_is_judged_and_counted() -> None:
    wire = Wire()
    with server(b"+OK\r\n") as target, wire.relay(target) as relay:
        ask(relay.port, b"PING\r\n")
        ask(relay.port, b"SET a b\r\n")
        ask(relay.port, b"AUTH guess\r\n")
    assert (wire.connections, wire.asked["lines PING"]) == (3, 1)
    assert [offence.kind for offence in wire.offences] == [Kind.MUTATING, Kind.LOGIN]
    assert "mutating commands 1, password attempts 1, unreadable 0" in "\n".join(wire.lines())


def test_offences_are_judged_even_when_the_test_breaks_off() -> None:
    wire = Wire()

    def broken(target: int) -> None:
        with wire.relay(target) as relay:
            ask(relay.port, b"FLUSHALL\r\n")
            raise ZeroDivisionError

    with server(b"") as target, pytest.raises(ZeroDivisionError):
        broken(target)
    assert [offence.kind for offence in wire.offences] == [Kind.MUTATING]


def test_the_table_keeps_real_and_simulated_apart() -> None:
    seen = Seen()
    seen.record("redis_open", "redis", state="open")
    seen.record("redis_open", "redis", state="open")
    seen.record("redis_open", "imitation", kind="sim", state="closed")
    table = "\n".join(seen.table())
    assert "real: 2 looks by 1 checks; simulated: 1 looks by 1 checks" in table
    with pytest.raises(ValueError, match="neither"):
        seen.record("redis_open", "redis", kind="fake", state="open")


def test_nothing_seen_prints_nothing() -> None:
    assert Seen().table() == []
    assert Wire().lines() == []
