"""Wraps the API or the console: adds security headers to every response, logs refusals, and responds to
unhandled errors.

The guard is inside, so that its refusals have the headers too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leftopen.present.log_events import ERROR, log_event
from leftopen.web.refusal_log import RefusalLog
from leftopen.web.responses import BROKEN, failure_response

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""For programs. Also in the responses that a connection sends by itself."""


def log_unhandled(scope: Scope, error: Exception) -> None:
    """With its traceback."""
    message = f"an error that nothing handled: {scope['method']} {scope['path']!r}"
    log_event(ERROR, "bug", message, error=error)


@dataclass(frozen=True, slots=True)
class ErrorBoundary:
    """ASGI. The response reveals nothing about the error, which goes to the log."""

    app: ASGIApp
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    refusals: RefusalLog | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        outgoing = _Outgoing(send, self.headers, scope, self.refusals)
        try:
            await self.app(scope, receive, outgoing)
        except Exception as error:
            if outgoing.begun and not outgoing.over:
                # It is too late for an error response: the connection is cut, and the server logs why.
                raise
            log_unhandled(scope, error)
            if not outgoing.begun:
                await failure_response(500, BROKEN)(scope, receive, outgoing)


@dataclass(slots=True)
class _Outgoing:
    """Adds missing headers, and records how far the response has come."""

    send: Send
    headers: Mapping[str, str]
    scope: Scope
    refusals: RefusalLog | None
    begun: bool = False
    over: bool = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            own = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                own.setdefault(name, value)
            self.begun = True
            if self.refusals is not None:
                self.refusals.note(self.scope, message["status"])
        elif message["type"] == "http.response.body":
            self.over = not message.get("more_body", False)
        await self.send(message)
