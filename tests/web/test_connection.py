"""Connections before a question is there: slow heads, large heads, many of them, and what is no HTTP."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from leftopen.web.connection import HEAD_S, LARGEST_HEAD, MOST_CONNECTIONS
from tests.web.served import ASKED_WITHOUT_A_KEY, Served, said_by, served

pytestmark = pytest.mark.slow
LATER_S = HEAD_S + 8
POSTED_WITHOUT_A_KEY = "refused with 401: POST '/shodan' from 127.0.0.1"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose errors and memory are nobody else's."""
    with served(tmp_path_factory.mktemp("connections")) as running:
        yield running
        link, serving, *refusals = answer = said_by(running.folder.root)
        assert ("setup-link" in link, "serving on" in serving) == (True, True), answer
        assert set(refusals) <= {ASKED_WITHOUT_A_KEY, POSTED_WITHOUT_A_KEY}, answer


def connected(server: Served) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=LATER_S)


def to_its_end(one: socket.socket) -> bytes:
    """What comes until the server closes."""
    parts = []
    with suppress(ConnectionResetError):
        while part := one.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def sentence(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head.lower()
    return int(head.split()[1]), json.loads(body)["error"]


def asked(server: Served, sent: bytes) -> tuple[int, str]:
    with connected(server) as one:
        one.sendall(sent)
        return sentence(to_its_end(one))


def works(server: Served) -> None:
    assert server.json("/api-info")["plan"]


def _an_unfinished_head_is_given_up(alone: Served) -> None:
    began = time.monotonic()
    with connected(alone) as silent, connected(alone) as half, connected(alone) as dripping:
        half.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        dripping.sendall(b"GET / HTTP/1.1\r\n")
        dripping.settimeout(0.5)
        answer = b""
        while not answer and time.monotonic() - began < LATER_S:
            with suppress(TimeoutError):
                answer = dripping.recv(65_536)
                break
            dripping.sendall(b"a: b\r\n")
        assert sentence(answer + to_its_end(dripping))[0] == 408
        status, response = sentence(to_its_end(half))
        assert (status, "Timeout while receiving" in response) == (408, True)
        assert to_its_end(silent) == b""
    assert HEAD_S - 1 < time.monotonic() - began < LATER_S
    works(alone)


def _a_head_after_an_answer_has_as_long_and_no_longer(alone: Served) -> None:
    with connected(alone) as one:
        one.sendall(b"GET /api-info HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = b""
        while not answer.endswith(b"}"):
            answer += one.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 401")
        began = time.monotonic()
        one.sendall(b"GET /api-info HTTP/1.1\r\nHost:")
        assert sentence(to_its_end(one))[0] == 408
        assert HEAD_S - 1 < time.monotonic() - began < LATER_S


def _the_rest_of_a_body_that_was_answered_already_is_not_waited_for(alone: Served) -> None:
    with connected(alone) as one:
        one.sendall(b"POST /shodan/scan/internet HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n")
        assert one.recv(65_536).startswith(b"HTTP/1.1 401")
        began = time.monotonic()
        one.settimeout(1)
        with suppress(OSError):
            while time.monotonic() - began < LATER_S:
                one.sendall(b"a")
                with suppress(TimeoutError):
                    if not one.recv(1):
                        break
        assert time.monotonic() - began < LATER_S
    works(alone)


def test_what_does_not_go_on_is_given_up(alone: Served) -> None:
    """All at once, as each takes as long as a head may."""
    waits = (
        _an_unfinished_head_is_given_up,
        _a_head_after_an_answer_has_as_long_and_no_longer,
        _the_rest_of_a_body_that_was_answered_already_is_not_waited_for,
    )
    with ThreadPoolExecutor(len(waits)) as pool:
        for one in [pool.submit(wait, alone) for wait in waits]:
            one.result()


def test_many_unfinished_heads_are_bounded_in_number_and_memory(alone: Served) -> None:
    works(alone)
    before = _memory(alone)
    with ExitStack() as all_of_them:
        opened = [all_of_them.enter_context(connected(alone)) for _ in range(2 * MOST_CONNECTIONS)]
        for one in opened:
            one.setblocking(False)
            with suppress(OSError):
                one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * (LARGEST_HEAD - 100))
        works(alone)
        assert _sockets(alone) <= MOST_CONNECTIONS + 20
        assert _memory(alone) - before < 40_000_000
    works(alone)


def test_a_stream_is_not_closed_for_those_that_wait(alone: Served) -> None:
    with ExitStack() as all_of_them:
        stream = all_of_them.enter_context(connected(alone))
        stream.sendall(f"GET /shodan/ports/1?key={alone.key} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert stream.recv(12) == b"HTTP/1.1 200"
        for _ in range(MOST_CONNECTIONS + 50):
            all_of_them.enter_context(connected(alone))
        works(alone)
        while b"\n\r\n" not in stream.recv(4_096):
            pass


@pytest.mark.parametrize("size", [LARGEST_HEAD + 1, 300_000, 2_000_000])
def test_a_long_address_and_a_large_head_are_answered_in_one_sentence(alone: Served, size: int) -> None:
    assert asked(alone, b"GET /" + b"a" * size) == (414, "The request target is longer than 16,000 bytes")
    status, answer = asked(alone, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * size)
    assert (status, "head" in answer) == (431, True)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
        b"POST /notifier HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nzz\r\n",
    ],
    ids=["tls", "hello", "two-hosts", "no-host", "no-chunk"],
)  # fmt: skip
def test_what_is_no_http_is_refused_in_one_sentence(alone: Served, sent: bytes) -> None:
    assert asked(alone, sent) == (400, "Invalid HTTP request")


def test_a_websocket_is_answered_as_any_question(alone: Served) -> None:
    with connected(alone) as one:
        one.sendall(
            b"GET /api-info HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\n"
            b"Upgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            b"Sec-WebSocket-Version: 13\r\n\r\n"
        )
        assert to_its_end(one).startswith(b"HTTP/1.1 401")


def test_who_leaves_in_the_middle_of_a_body_leaves_no_trace(alone: Served) -> None:
    for kind in (b"application/x-www-form-urlencoded", b"application/json"):
        for path in (b"notifier", b"shodan/alert", b"shodan/scan"):
            with connected(alone) as one:
                one.sendall(
                    b"POST /" + path + b"?key=" + alone.key.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    b"Content-Length: 100\r\nContent-Type: " + kind + b"\r\n\r\nhalf"
                )
                time.sleep(0.05)
    works(alone)


def _memory(server: Served) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def _sockets(server: Served) -> int:
    found = 0
    for one in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(OSError):
            found += str(one.readlink()).startswith("socket:")
    return found
