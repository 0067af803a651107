"""Cassandra's native protocol as its specification (version 4) describes it: closed by AUTHENTICATE."""

from __future__ import annotations

import socket

from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_socket import exactly, serve_socket

OWN = ("system", "system_schema", "system_auth", "system_distributed", "system_traces")
KEYSPACES = ("made_up", "orders", "mail")
OPTIONS, STARTUP, QUERY = 5, 1, 7
STATEMENT = b"SELECT keyspace_name FROM system_schema.keyspaces"
LOGIN = b"org.apache.cassandra.auth.PasswordAuthenticator"
WRONG = b"Invalid or unsupported protocol version (71); supported versions are (3/v3, 4/v4, 5/v5)"


def start(spot: Spot, mode: str) -> Running:
    others: list[int] = []
    names = OWN if mode == "empty" else (*OWN, *KEYSPACES)

    def talk(link: socket.socket) -> None:
        while len(head := exactly(link, 9)) == 9:
            if head[0] != 4:
                link.sendall(frame(0, (0x0A).to_bytes(4, "big") + short(WRONG)))
                return
            body = exactly(link, int.from_bytes(head[5:9], "big"))
            link.sendall(answer(head[4], body))

    def answer(kind: int, body: bytes) -> bytes:
        if kind == OPTIONS:
            return frame(6, b"\0\2" + option(b"CQL_VERSION", b"3.4.7") + option(b"COMPRESSION", b"lz4"))
        if kind == STARTUP:
            return frame(3, short(LOGIN)) if mode == "closed" else frame(2, b"")
        if kind == QUERY and STATEMENT in body and mode != "closed":
            return frame(8, rows(names))
        others.append(kind)
        return frame(0, (0x2000).to_bytes(4, "big") + short(b"line 1:0 no viable alternative"))

    return serve_socket(spot, talk, lambda: f"{names} and {len(others)} others")


def frame(kind: int, body: bytes) -> bytes:
    return b"\x84\0\0\0" + bytes([kind]) + len(body).to_bytes(4, "big") + body


def short(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def option(name: bytes, value: bytes) -> bytes:
    return short(name) + b"\0\1" + short(value)


def rows(names: tuple[str, ...]) -> bytes:
    """One column of texts, of a table that is named once."""
    head = (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + (1).to_bytes(4, "big")
    head += short(b"system_schema") + short(b"keyspaces") + short(b"keyspace_name") + b"\0\x0d"
    values = b"".join(len(name).to_bytes(4, "big") + name.encode() for name in names)
    return head + len(names).to_bytes(4, "big") + values


server = RealServer(
    name="sim_cassandra",
    module="cassandra",
    product="Cassandra",
    check="cassandra_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=len(KEYSPACES),
)
