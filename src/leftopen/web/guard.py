"""Guards an application: accepts only known host names, and bounds requests.

The host names stop DNS rebinding: a foreign page can make its own name point here, but the browser then sends
that name.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leftopen.web.client_network import client_network_of
from leftopen.web.limits.request_slots import SEAT, RequestSlot, RequestSlots, too_many
from leftopen.web.responses import failure_response

NAMES = frozenset(("127.0.0.1", "localhost", "[::1]"))
HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,255})(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
LARGEST_BODY = 1_000_000
LONGEST_QUERY = 16_000
INCOMING = "leftopen.incoming"
# The most bodies of one client network that are awaited. A body that arrives with its head is never awaited.
MOST_AWAITED = 16
LONGEST_S = 30.0
TWO_LENGTHS = "The request declares its body length twice"
NO_PATH = "The request target must be a path that starts with /"
TOO_LONG = f"The request target is longer than {LONGEST_QUERY:,} bytes"


@dataclass(slots=True)
class Guard:
    """ASGI. A request counts, and its time runs, until its response begins: a stream may then go on. `claim`
    gives the identity that a request claims, before it is verified.

    At the paths `wide` the application may accept a larger body, once it knows the user: see `Incoming`.
    """

    app: ASGIApp
    names: frozenset[str] = NAMES
    wide: frozenset[str] = frozenset()
    claim: Callable[[Scope], str] = lambda scope: ""
    seats: RequestSlots = field(default_factory=RequestSlots)
    awaited: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        outgoing = _Outgoing(send=send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, outgoing)
            return
        seat = self.seats.take(client_network_of(scope), self.claim(scope))
        if seat is None:
            await _of_http(too_many())(scope, receive, outgoing)
            return
        incoming = Incoming(
            receive=receive,
            place=client_network_of(scope),
            awaited=self.awaited,
            whole=not _brings_a_body(scope),
        )
        scope = {**scope, SEAT: seat, **({INCOMING: incoming} if scope["path"] in self.wide else {})}
        await self._answered(scope, incoming, outgoing, seat)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if _name(headers.get("host", "")) not in self.names:
            return failure_response(400, f"Invalid host name: this server accepts only {_listed(self.names)}")
        if not scope["path"].startswith("/"):
            return failure_response(400, NO_PATH)
        if "transfer-encoding" in headers and "content-length" in headers:
            answer = failure_response(400, TWO_LENGTHS)
            # A proxy in front may have ended this request elsewhere: nothing after it is trusted.
            answer.headers["Connection"] = "close"
            return answer
        if len(scope["query_string"]) > LONGEST_QUERY or len(scope["raw_path"]) > LONGEST_QUERY:
            return failure_response(414, TOO_LONG)
        if not length.isdigit() or (int(length[:20]) > LARGEST_BODY and scope["path"] not in self.wide):
            return failure_response(413, f"The request body is larger than {LARGEST_BODY:,} bytes")
        return None

    async def _answered(self, scope: Scope, receive: Incoming, send: _Outgoing, seat: RequestSlot) -> None:
        send.began = seat.leave
        try:
            async with asyncio.timeout(LONGEST_S) as limit:
                send.limit = receive.limit = limit
                await self.app(scope, receive, send)
        except HTTPException as error:
            if send.begun:
                raise
            send.limit = None
            await _of_http(error)(scope, receive, send)
        except TimeoutError:
            if send.begun:
                raise
            send.limit = None
            slow = (408, "Timeout while receiving the request")
            await failure_response(
                *(slow if not receive.whole else (503, "Timeout while preparing the response"))
            )(scope, receive, send)
        finally:
            seat.leave()


@dataclass(slots=True, kw_only=True)
class Incoming:
    """Counts the body, whatever its declared length. Before `widen` is called the limit is small; from then
    on each piece has its own time limit. `awaited` counts the awaited bodies of each client network."""

    receive: Receive
    place: str = ""
    awaited: Counter[str] = field(default_factory=Counter)
    largest: int = LARGEST_BODY
    size: int = 0
    whole: bool = False
    limit: asyncio.Timeout | None = None

    def widen(self, largest: int) -> None:
        self.largest = max(self.largest, largest)
        if self.limit is not None:
            self.limit.reschedule(None)
            self.limit = None

    async def __call__(self) -> Message:
        async with asyncio.timeout(LONGEST_S if self.largest > LARGEST_BODY else None):
            message = await (self.receive() if self.whole else self._awaited())
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            self.whole = not message.get("more_body", False)
            if self.size > self.largest:
                raise HTTPException(413, f"The request body is larger than {self.largest:,} bytes")
        return message

    async def _awaited(self) -> Message:
        """Counted only while the body has not arrived."""
        if self.awaited[self.place] >= MOST_AWAITED:
            raise too_many()
        self.awaited[self.place] += 1
        try:
            return await self.receive()
        finally:
            self.awaited[self.place] -= 1
            if not self.awaited[self.place]:
                del self.awaited[self.place]


@dataclass(slots=True, kw_only=True)
class _Outgoing:
    """The time limit ends when the response begins."""

    send: Send
    limit: asyncio.Timeout | None = None
    began: Callable[[], None] | None = None
    begun: bool = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            if self.limit is not None:
                self.limit.reschedule(None)
            if self.began is not None:
                self.began()
        await self.send(message)


def _of_http(error: HTTPException) -> Response:
    answer = failure_response(error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _brings_a_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _listed(names: frozenset[str]) -> str:
    first, *others = sorted(names)
    return f"{', '.join(others)} and {first}" if others else first


def _name(host: str) -> str:
    """A Host header without its port; '' for an invalid one."""
    found = HOST.fullmatch(host)
    return found[1].lower() if found else ""
