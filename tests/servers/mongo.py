"""The harness' own way into a mongod: it writes and logs in, which the product never does.

Source of the log-in: RFC 5802 and RFC 7677 (SCRAM-SHA-256), as the server's SASL commands carry it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import struct
from collections.abc import Mapping, Sequence
from types import TracebackType

from leftopen.demo.program import LOOPBACK
from leftopen.wire import bson

Wanted = bool | int | float | str | bytes | Mapping[str, "Wanted"] | Sequence["Wanted"]


class Mongo:
    """One connection. A command that fails raises RuntimeError with what the server said."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection((LOOPBACK, port), timeout=30)

    def __enter__(self) -> Mongo:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, database: str, command: Mapping[str, Wanted], documents: bytes = b"") -> bson.Document:
        """`documents`: the bytes of those to insert, one behind the other."""
        body = struct.pack("<IB", 0, 0) + document({**command, "$db": database})
        if documents:
            name = b"documents\0"
            body += b"\x01" + struct.pack("<i", 4 + len(name) + len(documents)) + name + documents
        self._connection.sendall(struct.pack("<iiii", 16 + len(body), 1, 0, 2013) + body)
        size = struct.unpack("<i", self._read(4))[0]
        read = bson.decode(self._read(size - 4)[17:])
        if read.fault or read.document.get("ok") != 1:
            raise RuntimeError(f"{read.fault} {read.document.get('errmsg')!r}")
        return read.document

    def log_in(self, user: str, password: str) -> None:
        """By SCRAM-SHA-256."""
        first = f"n={user},r=made-up"
        answer = self._sasl({"saslStart": 1, "mechanism": "SCRAM-SHA-256", "payload": f"n,,{first}".encode()})
        server = answer["payload"]
        assert isinstance(server, bytes)
        fields = dict(part.split(b"=", 1) for part in server.split(b","))
        salted = hashlib.pbkdf2_hmac(
            "sha256", password.encode(), base64.b64decode(fields[b"s"]), int(fields[b"i"])
        )
        key = hmac.digest(salted, b"Client Key", "sha256")
        last = b"c=biws,r=" + fields[b"r"]
        signed = hmac.digest(
            hashlib.sha256(key).digest(), b",".join((first.encode(), server, last)), "sha256"
        )
        proof = base64.b64encode(bytes(a ^ b for a, b in zip(key, signed, strict=True)))
        number = answer["conversationId"]
        assert isinstance(number, int)
        answer = self._sasl({"saslContinue": 1, "conversationId": number, "payload": last + b",p=" + proof})
        while not answer["done"]:
            answer = self._sasl({"saslContinue": 1, "conversationId": number, "payload": b""})

    def _sasl(self, command: Mapping[str, Wanted]) -> bson.Document:
        return self.ask("admin", command)

    def _read(self, size: int) -> bytes:
        heard = b""
        while len(heard) < size:
            part = self._connection.recv(size - len(heard))
            if not part:
                raise RuntimeError("mongod hung up")
            heard += part
        return heard


def document(elements: Mapping[str, Wanted]) -> bytes:
    """BSON of any depth."""
    body = b"".join(_element(name, value) for name, value in elements.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _element(name: str, value: Wanted) -> bytes:
    key = name.encode() + b"\0"
    if isinstance(value, bytes):
        return b"\x05" + key + struct.pack("<iB", len(value), 0) + value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return b"\x04" + key + document({str(place): one for place, one in enumerate(value)})
    if isinstance(value, Mapping):
        return b"\x03" + key + document(value)
    return bson.encode({name: value})[4:-1]
