"""An ordinary site on a port of loopback, with what was asked of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.ordinary.sites import Answer, Ordinary


@dataclass(slots=True, kw_only=True)
class Served:
    """`asked` holds (method, path) in order."""

    port: int
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def serving(ordinary: Ordinary) -> Iterator[Served]:
    """The site for the length of a `with`. Only GET, HEAD and OPTIONS are known; the rest is 405."""
    served = Served(port=0)

    class Handler(BaseHTTPRequestHandler):
        def version_string(self) -> str:
            return ordinary.server

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if self.raw_requestline and self.parse_request():
                served.asked.append((self.command, self.path))
                self._say()
            self.close_connection = True

        def _say(self) -> None:
            known = self.command in ("GET", "HEAD", "OPTIONS")
            answer = ordinary.site(self.path) if known else Answer(status=405, body="Not allowed")
            body = answer.body.encode() if self.command != "OPTIONS" else b""
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join(5)
