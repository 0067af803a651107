"""The two transports to an engine: the child's Unix socket, and a ClickHouse server's URL."""

from __future__ import annotations

import base64
import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from leftopen.errors import StoreFailed
from leftopen.store.engine import memfd, spawn
from leftopen.store.engine.write_lock import write_lock
from leftopen.store.lock_holder import holder

ANSWER_S = 150.0
REACH_S = 60.0
# A child that is killed while it starts is started again; one that crashes each time ends after this many
# tries.
STARTS = 25
CODE_HEADER = "X-ClickHouse-Exception-Code"
Body = bytes | Sequence[bytes]


class ConnectionLost(Exception):
    """The connection ended before the whole response came: it is unknown whether the query was done."""


class Transport(Protocol):
    """`str` names the engine in messages to users."""

    headers: Mapping[str, str]
    fixed: str

    def open(self, patience: float = ANSWER_S) -> http.client.HTTPConnection:
        """A connection that waits `patience` seconds for an answer. Raises StoreFailed when none can be
        made."""
        ...

    def alone(self) -> AbstractContextManager[object]:
        """The lock of the single writer."""
        ...

    def overgrown(self) -> int:
        """How many engines ended over their memory cap; 0 where that is unknown."""
        ...


def post(
    link: Transport, connection: http.client.HTTPConnection, query: str, body: Body
) -> tuple[int, str, bytes]:
    """Status, the engine's error number as text, and the whole response. `body` in parts: rows, which go to
    the child in a file in memory. Raises ConnectionLost, StoreFailed."""
    if isinstance(body, bytes):
        return _post(link, connection, query, body)
    if not isinstance(connection, UnixConnection):
        return _post(link, connection, query, body)
    with _lent(link, body) as connection.lends:
        return _post(link, connection, f"{query}&{memfd.LENT}=1", b"")


@contextmanager
def _lent(link: Transport, parts: Sequence[bytes]) -> Iterator[int]:
    """Raises StoreFailed where there is no room for another file in memory."""
    with ExitStack() as held:
        try:
            descriptor = held.enter_context(memfd.in_memory(parts))
        except OSError as error:
            raise StoreFailed(f"{link}: cannot pass the rows to the engine: {error.strerror}") from None
        yield descriptor


def _post(
    link: Transport, connection: http.client.HTTPConnection, query: str, body: Body
) -> tuple[int, str, bytes]:
    headers = dict(link.headers)
    if not isinstance(body, bytes):
        # Sent one after the other: each has its own timeout, and no copy of the whole is made.
        headers["Content-Length"] = str(sum(map(len, body)))
    try:
        connection.request("POST", f"/?{link.fixed}{query}", body, headers)
        reply = connection.getresponse()
        if reply.length is None and not reply.chunked:
            # The head was cut: without a length, nothing would tell half an answer from a whole one.
            raise ConnectionLost("the response has no length")
        return reply.status, reply.headers.get(CODE_HEADER, ""), reply.read()
    except TimeoutError:
        raise StoreFailed(f"{link}: no response within {connection.timeout or 0:.0f} s") from None
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionLost(type(error).__name__) from None


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the child's socket; raises what `spawn.connect` raises."""

    def __init__(self, data: Path, patience: float = ANSWER_S) -> None:
        super().__init__("localhost", timeout=patience)
        self.sock = spawn.connect(data, patience)
        # The transport reconnects: it may have to start the child first.
        self.auto_open = 0
        # The descriptor that goes with the next request.
        self.lends = -1

    def send(self, data: Any) -> None:
        if self.lends < 0:
            super().send(data)
            return
        descriptor, self.lends = self.lends, -1
        memfd.send(self.sock, data, descriptor)


class LocalTransport:
    """The child of a data folder; it is started when no engine serves the folder."""

    headers: Mapping[str, str] = {}
    fixed = ""

    def __init__(self, data: Path, memory: int, idle: float, refusal: str = "") -> None:
        """`refusal`: why no engine may serve the folder now."""
        self._data, self._memory, self._idle, self._refusal = data, memory, idle, refusal
        self._starting = threading.Lock()

    def __str__(self) -> str:
        return f"the store in {self._data}"

    def open(self, patience: float = ANSWER_S) -> http.client.HTTPConnection:
        if self._refusal:
            raise StoreFailed(self._refusal)
        deadline, starts = time.monotonic() + min(REACH_S, patience), 0
        while time.monotonic() < deadline:
            try:
                return UnixConnection(self._data, patience)
            except (FileNotFoundError, ConnectionRefusedError):
                starts += self._start(last=starts == STARTS)
            except OSError as error:
                raise StoreFailed(f"{self}: cannot open the engine socket: {error.strerror}") from None
        by = holder(self._data / spawn.LOCK) or "another engine"
        raise StoreFailed(f"{self}: {by} uses it and does not respond")

    def alone(self) -> AbstractContextManager[object]:
        return write_lock(self._data)

    def overgrown(self) -> int:
        return spawn.overgrown(self._data)

    def _start(self, *, last: bool) -> int:
        """The number of children that ended without a message; the `last` one raises instead."""
        with self._starting:
            if self._serves():
                return 0
            # Another child is starting or about to end: a further one would only report `busy`.
            try:
                if spawn.is_running(self._data) or not spawn.start(self._data, self._memory, self._idle):
                    time.sleep(0.02)
            except spawn.EngineExited:
                if last:
                    raise
                return 1
            return 0

    def _serves(self) -> bool:
        """Another thread may have started it while this one waited."""
        try:
            spawn.connect(self._data, ANSWER_S).close()
        except OSError:
            return False
        return True


class RemoteTransport:
    """A server by URL; user and password go into ClickHouse's own headers."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            # Without the address itself: it may hold a password.
            raise StoreFailed("engine_url must be the http:// or https:// URL of a ClickHouse server")
        self._secure = parts.scheme == "https"
        self._writing = threading.Lock()
        self._host = parts.hostname
        self._port = parts.port or (8443 if self._secure else 8123)
        database = parse_qs(parts.query).get("database", [""])[0]
        self.fixed = f"{urlencode({'database': database})}&" if database else ""
        self.headers = _credentials(unquote(parts.username or ""), unquote(parts.password or ""))

    def __str__(self) -> str:
        return f"the ClickHouse server {self._host}:{self._port}"

    def alone(self) -> AbstractContextManager[object]:
        """Among the writers of this process; others are unknown here."""
        return self._writing

    def overgrown(self) -> int:
        return 0

    def open(self, patience: float = ANSWER_S) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=patience)
        try:
            connection.connect()
        except (OSError, socket.gaierror) as error:
            raise StoreFailed(f"{self}: {error.strerror or error}") from None
        connection.auto_open = 0
        return connection


def _credentials(user: str, password: str) -> Mapping[str, str]:
    if not user:
        return {}
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
