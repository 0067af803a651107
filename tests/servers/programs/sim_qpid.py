"""An AMQP broker as Qpid and RabbitMQ 4.0.5 were seen to answer: the ways to log in differ, nothing else."""

from __future__ import annotations

import socket

from tests.servers.real import ACCESS, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_socket import exactly, serve_socket

HEADER = b"AMQP\0\0\x09\x01"
WAYS = {"open": b"ANONYMOUS PLAIN", "closed": b"PLAIN CRAM-MD5"}


def start(spot: Spot, mode: str) -> Running:
    others: list[bytes] = []

    def talk(link: socket.socket) -> None:
        answer = exactly(link, len(HEADER))
        if answer != HEADER:
            link.sendall(HEADER)
            return
        link.sendall(frame(b"qpid-cpp", b"1.39.0", WAYS[mode]))
        more = link.recv(64)
        others.extend([more] if more else [])

    return serve_socket(spot, talk, lambda: f"{len(others)} answers to Start")


def frame(product: bytes, version: bytes, ways: bytes) -> bytes:
    """`Connection.Start`."""
    table = b"".join(
        bytes([len(name)]) + name + b"S" + len(value).to_bytes(4, "big") + value
        for name, value in ((b"product", product), (b"version", version), (b"platform", b"Linux"))
    )
    body = b"\0\x0a\0\x0a\0\x09"
    body += b"".join(len(part).to_bytes(4, "big") + part for part in (table, ways, b"en_US"))
    return b"\1\0\0" + len(body).to_bytes(4, "big") + body + b"\xce"


server = RealServer(
    name="sim_qpid",
    module="amqp",
    product="qpid-cpp",
    check="amqp_anonymous",
    modes={"open": ACCESS, "closed": PASSWORD},
    missing=lambda: "",
    start=start,
)
