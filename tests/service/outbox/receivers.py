"""Real receivers on loopback: an HTTPS server that records what was posted and answers as it is told, and a
mail server with TLS."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(slots=True)
class Hook:
    """`answers` in their order, the last one again and again: a status with headers. `slow` seconds pass
    and `before` is called before each."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    slow: float = 0.0
    before: Callable[[], None] = lambda: None
    url: str = ""
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def receiving(hook: Hook, tls: ssl.SSLContext | None) -> Iterator[Hook]:
    """Serves it on 127.0.0.1; `hook.url` says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.paths.append(self.path)
            hook.heads.append({name.lower(): value for name, value in self.headers.items()})
            hook.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            time.sleep(hook.slow)
            hook.before()
            status, more = hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0]
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    class Server(HTTPServer):
        def handle_error(self, request: object, address: object) -> None:
            """A client that refuses the certificate hangs up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        hook.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Post:
    """A mail server's `answers` to DATA in their order, the last one again and again."""

    answers: list[str] = field(default_factory=lambda: ["250 kept"])
    received: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd for each mail, in its own thread."""
        content = envelope.content or b""
        self.received.append(content if isinstance(content, bytes) else content.encode())
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def mail_server(post: Post, tls: ssl.SSLContext, port: int) -> Iterator[None]:
    """Serves it on 127.0.0.1, with STARTTLS required."""
    controller = Controller(
        post, hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=True,
        server_hostname="mail.example",
    )  # fmt: skip
    controller.start()
    try:
        yield
    finally:
        controller.stop(no_assert=True)
