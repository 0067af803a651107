"""A web server on loopback inside the test's own process, for programs that can't be installed here.

It sends exactly the headers and bytes that the simulator's `answer` gives, and counts what is no question.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from leftopen.demo.program import LOOPBACK
from tests.servers import wirelog_http
from tests.servers.real import Running, Spot

USER = "custodian"
QUESTIONS = ("GET", "HEAD", "OPTIONS", "PROPFIND")
ELSEWHERE = {("POST", path.decode()) for path, _ in wirelog_http.POSTED}
"""Questions to another program, which this one does not know and refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request; `authorization` as it was sent or ''."""

    method: str
    path: str
    authorization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer."""

    status: int = 200
    phrase: str = "OK"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


NOT_ALLOWED = Said(status=405, phrase="Method Not Allowed")
Answer = Callable[[Asked], Said]


def as_json(
    value: object, headers: Mapping[str, str] | None = None, *, status: int = 200, phrase: str = "OK"
) -> Said:
    """Compact JSON."""
    named = {"content-type": "application/json", **(headers or {})}
    body = json.dumps(value, separators=(",", ":")).encode()
    return Said(status=status, phrase=phrase, headers=named, body=body)


def password_of(asked: Asked) -> str:
    """The password of a Basic log-in by the harness's own user, or ''."""
    kind, _, word = asked.authorization.partition(" ")
    if kind != "Basic":
        return ""
    user, _, password = base64.b64decode(word).decode().partition(":")
    return password if user == USER else ""


def serve(spot: Spot, answer: Answer, digest: Callable[[], str]) -> Running:
    """Listens on the spot's first port until the `Running` is stopped. `digest` gives the data's state; what
    was sent that is no question is added to it."""
    others: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.close_connection = True
            self.raw_requestline = self.rfile.readline(65537)
            if self.raw_requestline and self.parse_request():
                self._answer()
            self.close_connection = True

        def _answer(self) -> None:
            if self.command not in QUESTIONS and (self.command, self.path) not in ELSEWHERE:
                others.append(self.command)
            authorization = self.headers.get("Authorization", "")
            asked = Asked(method=self.command, path=self.path, authorization=authorization)
            response = answer(asked) if self.command in ("GET", "HEAD") else NOT_ALLOWED
            self.send_response_only(response.status, response.phrase)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(response.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """As Netty, hapi and Go's server do: a bare refusal and the end."""
            self.wfile.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = _Server((LOOPBACK, spot.port), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join(5)
        server.server_close()

    return Running(
        port=spot.port, programs=(), digest=lambda: f"{digest()} and {len(others)} others", after=stop
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever looks may hang up whenever he likes."""
