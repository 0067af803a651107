"""One connection: uvicorn's, with a time limit for the head of a request, a limit on its size, and a limit on
the number of connections.

uvicorn hands a request over when its head is complete, so that the guard's limits begin only then.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import h11
import msgspec
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from leftopen.web.error_boundary import HEADERS
from leftopen.web.guard import LONGEST_QUERY, TOO_LONG

HEAD_S = 10.0
LARGEST_HEAD = 65_536
MOST_CONNECTIONS = 200
# After a refusal, further input is discarded for this long: a reset would overtake the error response.
LINGER_S = 2.0


class Connection(H11Protocol):
    """While no response is in progress, it *waits*: for a head, or for the rest of an unwanted body."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.since = self.loop.time()
        self._limit: asyncio.TimerHandle | None = None
        self._refused = False

    @property
    def waits(self) -> bool:
        return self._refused or self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Above the limit, closes the connection that waited longest; this one, when none waits."""
        super().connection_made(transport)
        self._watch()
        if len(self.connections) > MOST_CONNECTIONS:
            others = (one for one in self.connections if isinstance(one, Connection) and one is not self)
            oldest = min((one for one in others if one.waits), key=lambda one: one.since, default=self)
            oldest.gone()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """The usual error response for a request that can't be parsed as HTTP."""
        head, _ = self.conn.trailing_data
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.gone()
        elif self.conn.our_state is h11.SEND_RESPONSE or len(head) <= LARGEST_HEAD:
            self._refuse(400, "Invalid HTTP request")
        elif len(head.partition(b"\n")[0]) > LONGEST_QUERY:
            self._refuse(414, TOO_LONG)
        else:
            self._refuse(431, f"The request header is larger than {LARGEST_HEAD:,} bytes")

    def gone(self) -> None:
        """Closes it at once."""
        self._unwatch()
        # No longer counted, though the loop reports the end only later.
        self.connections.discard(self)
        self.transport.abort()

    def _watch(self) -> None:
        if not self.waits or self.transport.is_closing():
            self._unwatch()
        elif self._limit is None:
            self._limit = self.loop.call_later(HEAD_S, self._late)

    def _unwatch(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _late(self) -> None:
        self._limit = None
        began = self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]
        if began and self.conn.our_state is h11.IDLE and not self._refused:
            self._refuse(408, "Timeout while receiving the request header")
        else:
            self.gone()

    def _refuse(self, status: int, sentence: str) -> None:
        self._refused = True
        self._unwatch()
        self._unset_keepalive_if_required()
        if self.cycle is not None:
            # A handler that still waits for the rest of a body must not respond too.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        body = msgspec.json.encode({"error": sentence})
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
        } | HEADERS
        events: tuple[h11.Event, ...] = (
            h11.Response(status_code=status, headers=[*headers.items()], reason=HTTPStatus(status).phrase),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        if self.transport.can_write_eof():  # not over TLS
            self.transport.write_eof()
        self._limit = self.loop.call_later(LINGER_S, self.gone)
