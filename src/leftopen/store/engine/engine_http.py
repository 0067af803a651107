"""Serves the part of ClickHouse's HTTP interface that `store.engine.client` uses, on a Unix socket.

`POST /?query=…&param_NAME=…&default_format=…&query_id=…` with the rest of the query (an INSERT's rows) in the
body. The response is 200 with the result, or 500 with the engine's text and its number in
`X-ClickHouse-Exception-Code`. The engine binds parameters ({NAME:Type}); nothing is ever pasted into SQL
here.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from leftopen.store.engine.insert_rewrite import spool_rows
from leftopen.store.engine.memfd import LENT, RequestReader

BODY_LIMIT = 256_000_000
SAME_ID_RUNNING = 216
CODE = re.compile(r"Code: (\d{1,6})\.")
FILES = re.compile(r"\b(?:out)?file\b", re.IGNORECASE)
"""What no grant withholds: `INTO OUTFILE` and the function `file`. Statements name neither; what a user typed
is in the parameters."""
KNOWN = frozenset(["query", "query_id", "default_format", "wait_end_of_query", LENT])


def is_allowed(peer: int, own: int) -> bool:
    """May this user id use an engine that belongs to `own`? Only its owner and root may."""
    return peer in (own, 0)


def peer_uid(connection: socket.socket) -> int:
    """The user id of the process at the other end of a Unix socket."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", raw)[1])


class Answer(Protocol):
    """A result of chDB."""

    def bytes(self) -> bytes: ...


class Session(Protocol):
    """The part of chDB's session that is used here."""

    def query(self, sql: str, fmt: str = ..., *, params: Mapping[str, str] | None = ...) -> Answer: ...

    def close(self) -> None: ...


class Server(ThreadingMixIn, UnixStreamServer):
    """Counts its connections, so that the child knows when it is idle."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: str, session: Callable[[], Session]) -> None:
        self.session = session
        self.running: set[str] = set()
        self.guard = threading.Lock()
        self._open = 0
        self._quiet_since = time.monotonic()
        super().__init__(path, Handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return is_allowed(peer_uid(request), os.getuid())

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.guard:
            self._open += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.guard:
                self._open -= 1
                self._quiet_since = time.monotonic()

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that disconnects during a response is ordinary; anything else belongs in the log.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def idle_for(self) -> float:
        """Seconds since the last connection ended; 0 while there is one."""
        with self.guard:
            return 0.0 if self._open else time.monotonic() - self._quiet_since


class Handler(BaseHTTPRequestHandler):
    """One connection, one session of the engine."""

    protocol_version = "HTTP/1.1"
    # Head and body go out together.
    wbufsize = -1
    server: Server
    _session: Session | None = None

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self._reading = RequestReader(self.connection)
        self.rfile = io.BufferedReader(self._reading)

    def finish(self) -> None:
        super().finish()
        if self._session is not None:
            self._session.close()

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            self.close_connection = True
            self._reply(413, b"Code: 62. DB::Exception: a body needs a Content-Length within the limit")
            return
        self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        given = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True, strict_parsing=False))
        params = {name[6:]: value for name, value in given.items() if name.startswith("param_")}
        unknown = [name for name in given if name not in KNOWN and not name.startswith("param_")]
        if unknown:
            self._reply(400, f"Code: 115. DB::Exception: unknown setting {unknown[0]!r}".encode())
            return
        if FILES.search(given.get("query") or body.decode("utf-8", "replace")):
            self._reply(500, b"Code: 497. DB::Exception: the engine opens no files for a statement")
            return
        descriptor = self._reading.take() if LENT in given else -1
        if LENT in given and descriptor < 0:
            self._reply(500, b"Code: 1002. DB::Exception: the lent rows did not arrive")
            return
        try:
            self._answer_all(given, params, body, descriptor)
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def _answer_all(
        self, given: Mapping[str, str], params: dict[str, str], body: bytes, descriptor: int
    ) -> None:
        name = given.get("query_id", "")
        if not self._enter(name):
            self._reply(500, f"Code: {SAME_ID_RUNNING}. DB::Exception: query {name} is running".encode())
            return
        try:
            with spool_rows(given.get("query", ""), body, descriptor) as insert:
                sql = insert or _joined(given.get("query", ""), body)
                status, answer = self._run(sql, given.get("default_format", "TabSeparated"), params)
        finally:
            self._leave(name)
        self._reply(status, answer)

    def _run(self, sql: str, form: str, params: dict[str, str]) -> tuple[int, bytes]:
        from chdb import ChdbError

        try:
            if self._session is None:
                self._session = self.server.session()
            answer = self._session.query(sql, form, params=params)
        except (ChdbError, RuntimeError) as error:
            return 500, str(error).encode("utf-8", "replace")
        return 200, answer.bytes()

    def _enter(self, name: str) -> bool:
        with self.server.guard:
            if name and name in self.server.running:
                return False
            self.server.running.add(name)
            return True

    def _leave(self, name: str) -> None:
        with self.server.guard, contextlib.suppress(KeyError):
            self.server.running.remove(name)

    def _reply(self, status: int, answer: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "text/plain; charset=UTF-8")
        self.send_header("Content-Length", str(len(answer)))
        if status != 200:
            code = CODE.search(answer[:200].decode("utf-8", "replace"))
            self.send_header("X-ClickHouse-Exception-Code", code[1] if code else "1002")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Queries are not logged: they may hold what a user searched for."""


def _joined(query: str, body: bytes) -> str:
    return "\n".join(part for part in (query, body.decode("utf-8", "replace")) if part)
