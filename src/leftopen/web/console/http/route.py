"""One page's one door: which question it answers, and what a person must be allowed for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import iscoroutinefunction

from starlette.responses import Response

from leftopen.model.permission import Permission
from leftopen.web.console.http.request import ConsoleRequest


class PublicAccess(StrEnum):
    """`anybody` whoever asks · `half` whoever has given a right password, and no second factor yet."""

    ANYBODY = "anybody"
    HALF = "half"


Handle = Callable[[ConsoleRequest], Response] | Callable[[ConsoleRequest], Awaitable[Response]]
_PART = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`path` such as `/case/{id}`; a part in braces is anything without a slash. `unlocked`: who sits there
    must have been proved just now. `brings_file`: its form may be a large one. A
    handler that is no coroutine may block: it has a thread of its own, in a room of its own where it asks the
    `engine`."""

    method: str
    path: str
    needs: Permission | PublicAccess
    handle: Handle
    unlocked: bool = False
    brings_file: bool = False
    engine: bool = False

    def parts(self, path: str) -> dict[str, str] | None:
        """What stands for the braces, when it is of that path."""
        found = _pattern(self.path).fullmatch(path)
        return None if found is None else found.groupdict()


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _pattern(path: str) -> re.Pattern[str]:
    if path not in _PATTERNS:
        pieces = _PART.split(path)
        made = "".join(
            f"(?P<{piece}>[^/]{{1,300}})" if number % 2 else re.escape(piece)
            for number, piece in enumerate(pieces)
        )
        _PATTERNS[path] = re.compile(made)
    return _PATTERNS[path]


async def answered(request: ConsoleRequest, route: Route) -> Response:
    """By its handler. Raises what that raises."""
    handle = route.handle
    if iscoroutinefunction(handle):
        made: Response = await handle(request)
        return made
    if route.engine:
        answer = await request.state.room.work(f"account {request.person.id}", lambda: handle(request))
    else:
        answer = await asyncio.to_thread(handle, request)
    assert isinstance(answer, Response)
    return answer


def get(
    path: str,
    needs: Permission | PublicAccess,
    handle: Handle,
    *,
    unlocked: bool = False,
    engine: bool = False,
) -> Route:
    return Route(method="GET", path=path, needs=needs, handle=handle, unlocked=unlocked, engine=engine)


def post(
    path: str,
    needs: Permission | PublicAccess,
    handle: Handle,
    *,
    unlocked: bool = False,
    engine: bool = False,
) -> Route:
    return Route(method="POST", path=path, needs=needs, handle=handle, unlocked=unlocked, engine=engine)


def upload(path: str, needs: Permission, handle: Handle) -> Route:
    return Route(method="POST", path=path, needs=needs, handle=handle, brings_file=True)
