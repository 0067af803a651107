"""The harness's own way to a NATS server: it makes streams, fills them, and reads the counters."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Sequence
from typing import Any

from leftopen.demo.program import LOOPBACK

STREAM = "ORDERS"


def fill(port: int, count: int, user: tuple[str, str] = ("", "")) -> None:
    """Makes the stream, where there is none, and publishes `count` made-up messages of 16 bytes into it."""
    reported = {"name": STREAM, "subjects": ["orders.>"], "storage": "file", "retention": "limits"}
    with socket.create_connection((LOOPBACK, port), timeout=30) as link:
        replies = link.makefile("rb")
        replies.readline()
        words = {"verbose": False, "pedantic": False, "name": "harness"}
        if user[0]:
            words |= {"user": user[0], "pass": user[1]}
        link.sendall(f"CONNECT {json.dumps(words)}\r\nSUB _INBOX.harness.* 1\r\n".encode())
        body = json.dumps(reported).encode()
        link.sendall(b"PUB $JS.API.STREAM.CREATE.%s _INBOX.harness.1 %d\r\n" % (STREAM.encode(), len(body)))
        link.sendall(body + b"\r\n")
        answer = json.loads(_message(replies.readline, replies.read))
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        for begin in range(0, count, 1000):
            few = min(1000, count - begin)
            link.sendall(b"PUB orders.new 16\r\nmade-up message!\r\n" * few)
            link.sendall(b"PING\r\n")
            while (line := replies.readline()) and line != b"PONG\r\n":
                if line.startswith(b"-ERR"):
                    raise RuntimeError(line.decode())


def _message(readline: Any, read: Any) -> bytes:
    """The next message's body."""
    while line := readline():
        if line.startswith(b"MSG "):
            return bytes(read(int(line.split()[-1])))
        if line.startswith(b"-ERR"):
            raise RuntimeError(line.decode())
    raise RuntimeError("the server hung up")


def page(port: int, path: str) -> dict[str, Any]:
    """A monitoring page, asked for round the relay."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
    try:
        connection.request("GET", path)
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    assert isinstance(answer, dict)
    return answer


def state(port: int) -> str:
    """What all streams hold, and the consumers: the same text for the same state."""
    answer = page(port, "/jsz?streams=1")
    details = [
        {"name": stream["name"], "state": stream.get("state")}
        for account in answer.get("account_details", [])
        for stream in account.get("stream_detail", [])
    ]
    counted: Sequence[object] = [answer[name] for name in ("streams", "consumers", "messages", "bytes")]
    return json.dumps([counted, details])


def settled(port: int, count: int, seconds: float = 20.0) -> None:
    """Returns when the streams hold that many messages."""
    until = time.monotonic() + seconds
    while (held := page(port, "/jsz")["messages"]) != count:
        if time.monotonic() > until:
            raise RuntimeError(f"{held} of {count} messages after {seconds} s")
        time.sleep(0.05)
