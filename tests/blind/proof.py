"""A client of the examination's own, which knows nothing of leftopen: is there what the truth says?"""

from __future__ import annotations

import http.client
import socket
import ssl
import time

from tests.blind.exam import Standing

HOST = "127.0.0.1"
PATIENCE = 20.0
"""Seconds in which a server that listens must also answer."""


def readable(server: Standing) -> bool:
    """Does a stranger see the text that the truth names?"""
    answers = _irc if server.exam.speaks == "irc" else _http
    return server.exam.shows in answers(server)


def proved(server: Standing, *, closed: bool) -> str:
    """'' or what is wrong: an open server must show the text within `PATIENCE`, a closed one never."""
    if closed:
        return "a stranger can read it" if readable(server) else ""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if readable(server):
            return ""
        time.sleep(0.5)
    return "it does not show what it should"


def get(server: Standing, path: str) -> tuple[int, str]:
    """Status and body of one GET; (0, '') where nothing answers."""
    try:
        connection = _connection(server)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()
    except (OSError, http.client.HTTPException):
        return 0, ""


def _connection(server: Standing) -> http.client.HTTPConnection:
    if not server.exam.tls:
        return http.client.HTTPConnection(HOST, server.port, timeout=20)
    anyone = ssl._create_unverified_context()
    return http.client.HTTPSConnection(HOST, server.port, timeout=20, context=anyone)


def _http(server: Standing) -> str:
    return get(server, server.ask)[1]


def _irc(server: Standing) -> str:
    """What it says to these lines, until it is silent for two seconds."""
    said = b""
    try:
        with socket.create_connection((HOST, server.port), timeout=2) as line:
            line.sendall(server.ask.encode() + b"\r\n")
            while part := line.recv(65536):
                said += part
    except OSError:
        pass
    return said.decode(errors="replace")
