"""What goes through the gate of a bucket: GET and HEAD of one service, while the scope allows it."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.net.buckets.bucket_gate import BucketGate
from tests.net.sim_bucket import SimBucket, sim_bucket
from tests.tier import examples


@contextmanager
def gate(port: int, encrypted: bool = False, refused: list[str] | None = None) -> Iterator[BucketGate]:
    answer = refused or [""]
    made = BucketGate("127.0.0.1", port, encrypted, ["127.0.0.1"], lambda address: answer[0])
    try:
        yield made
    finally:
        made.close()


def ask(gate: BucketGate, *heads: bytes, word: bool = True) -> bytes:
    """All that comes back; the requests go over one connection."""
    words, _, where = gate.url.removeprefix("http://").partition("@")
    proof = b"Proxy-Authorization: Basic " + b64encode(words.encode()) + b"\r\n" if word else b""
    with socket.create_connection(("127.0.0.1", int(where.rpartition(":")[2])), timeout=10) as talk:
        for head in heads:
            talk.sendall(head + b"\r\n" + proof + b"Host: made.up\r\n\r\n")
        talk.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: talk.recv(65536), b""))


@pytest.fixture
def sim() -> Iterator[SimBucket]:
    with sim_bucket(SimBucket(objects={"one": b"content"})) as sim:
        yield sim


def test_get_and_head_pass_in_the_form_that_servers_expect(sim: SimBucket) -> None:
    url = f"{sim.endpoint}/records/one".encode()
    with gate(sim.port) as made:
        answer = ask(made, b"GET " + url + b" HTTP/1.1", b"HEAD " + url + b" HTTP/1.1")
    assert answer.count(b"HTTP/1.1 200") == 2
    assert b"content" in answer
    assert [(method, path) for method, path, _ in sim.seen] == [
        ("GET", "/records/one"),
        ("HEAD", "/records/one"),
    ]
    assert not any(name.startswith("proxy-") for _, _, headers in sim.seen for name in headers)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH", "OPTIONS", "get", "CONNECT"])
def test_nothing_else_passes(sim: SimBucket, method: str) -> None:
    url = f"{sim.endpoint}/records/one"
    with gate(sim.port) as made:
        assert b" 403 " in ask(made, f"{method} {url} HTTP/1.1".encode())
        assert method in made.refused
        # Nor behind a request that passes.
        ask(made, f"GET {url} HTTP/1.1".encode(), f"{method} {url} HTTP/1.1".encode())
    assert sim.methods() == {"GET"}


def test_nor_a_body_another_host_or_another_program(sim: SimBucket) -> None:
    url = f"{sim.endpoint}/records/one".encode()
    with gate(sim.port) as made:
        for head in (
            b"GET " + url + b" HTTP/1.1\r\nContent-Length: 4",
            b"GET " + url + b" HTTP/1.1\r\nTransfer-Encoding: chunked",
            b"GET http://127.0.0.1:1/ HTTP/1.1",
            b"GET http://127.0.0.1:%d@127.0.0.2/ HTTP/1.1" % sim.port,
            b"GET /records/one HTTP/1.1",
        ):
            assert b" 403 " in ask(made, head)
        assert b" 403 " in ask(made, b"GET " + url + b" HTTP/1.1", word=False)
        assert b" 403 " not in ask(made, b"GET " + url + b" HTTP/1.1\r\nContent-Length: 0")
    assert len(sim.seen) == 1


def test_a_revoked_authorisation_ends_it(sim: SimBucket) -> None:
    url = f"{sim.endpoint}/records/one".encode()
    answer = ["no scope record covers it"]
    with gate(sim.port, refused=answer) as made:
        assert b" 403 " in ask(made, b"GET " + url + b" HTTP/1.1")
        assert made.refused == answer[0]
    assert sim.seen == []


def test_a_tunnel_leads_to_the_service_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def echo() -> None:
            talk, _ = listener.accept()
            with talk:
                talk.sendall(talk.recv(100).upper())

        thread = threading.Thread(target=echo, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        with gate(port, encrypted=True) as made:
            assert b" 403 " in ask(made, b"CONNECT 127.0.0.1:%d HTTP/1.1" % (port - 1))
            assert b" 403 " in ask(made, b"GET http://127.0.0.1:%d/ HTTP/1.1" % port)
            words, _, where = made.url.removeprefix("http://").partition("@")
            proof = b64encode(words.encode())
            with socket.create_connection(("127.0.0.1", int(where.rpartition(":")[2])), timeout=10) as talk:
                talk.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nproxy-authorization: Basic " % port)
                talk.sendall(proof + b"\r\n\r\nhello")
                heard = b"".join(iter(lambda: talk.recv(1000), b""))
        thread.join(5)
    assert heard.endswith(b"\r\n\r\nHELLO")


@settings(max_examples=examples(60), deadline=None)
@given(line=st.binary(max_size=120))
def test_any_bytes_are_refused_or_end(line: bytes) -> None:
    with gate(9) as made:
        assert ask(made, line.replace(b"\r\n\r\n", b"")) in (b"", made_refusal())


def made_refusal() -> bytes:
    from leftopen.net.buckets.bucket_gate import REFUSED

    return REFUSED
