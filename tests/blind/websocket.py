"""Says some texts by WebSocket (RFC 6455) and listens: as little of it as the examination's proof needs."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Sequence

SILENCE = 1.5
"""Seconds without a word after which it has said everything."""


def heard(host: str, port: int, path: str, texts: Sequence[str], *, tls: bool = False) -> str:
    """All that comes back, with the frames' few bytes between; '' where it does not upgrade."""
    answer = b""
    try:
        with _line(host, port, tls=tls) as line:
            line.sendall(_opening(f"{host}:{port}", path))
            if b" 101 " not in line.recv(4096):
                return ""
            line.sendall(b"".join(map(_frame, texts)))
            line.settimeout(SILENCE)
            while part := line.recv(65536):
                answer += part
    except OSError:
        pass
    return answer.decode(errors="replace")


def _line(host: str, port: int, *, tls: bool) -> socket.socket:
    line = socket.create_connection((host, port), timeout=20)
    return ssl._create_unverified_context().wrap_socket(line) if tls else line


def _opening(host: str, path: str) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join([*lines, "", ""]).encode()


def _frame(text: str) -> bytes:
    """One masked frame of text below 64 kB."""
    data, mask = text.encode(), os.urandom(4)
    length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
    return b"\x81" + length + mask + bytes(one ^ mask[n % 4] for n, one in enumerate(data))
