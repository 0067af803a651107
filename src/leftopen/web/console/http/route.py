"""A route of the console: its path, its handler and the permission that it needs."""

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
    """`anybody`: no sign-in needed · `half`: the password is correct, the second factor is missing."""

    ANYBODY = "anybody"
    HALF = "half"


Handle = Callable[[ConsoleRequest], Response] | Callable[[ConsoleRequest], Awaitable[Response]]
_PART = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`path` such as `/case/{id}`; a part in braces matches any text without a slash. `unlocked`: the user
    must have confirmed their identity recently. `brings_file`: the form may carry an upload. `background`:
    pages request it by themselves, so it does not keep the session alive. `before_second`: open before a
    required second factor is set up. A handler that is not a coroutine may block: it runs in a thread, or in
    the engine pool when it uses the `engine`."""

    method: str
    path: str
    needs: Permission | PublicAccess
    handle: Handle
    unlocked: bool = False
    brings_file: bool = False
    engine: bool = False
    background: bool = False
    before_second: bool = False

    def parts(self, path: str) -> dict[str, str] | None:
        """The parts of the path, or None when it does not match."""
        found = _pattern(self.path).fullmatch(path)
        return None if found is None else found.groupdict()


def may_both_match(one: str, other: str) -> bool:
    """Whether some path matches both, so that their order would decide."""
    pairs = list(zip(one.split("/"), other.split("/"), strict=False))
    return one.count("/") == other.count("/") and all(
        left == right or "{" in left or "{" in right for left, right in pairs
    )


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
    """The response of the handler. Raises what the handler raises."""
    handle = route.handle
    if iscoroutinefunction(handle):
        made: Response = await handle(request)
        return made
    if route.engine:
        answer = await request.state.engine_pool.work(f"account {request.person.id}", lambda: handle(request))
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
    background: bool = False,
    before_second: bool = False,
) -> Route:
    return Route(
        method="GET", path=path, needs=needs, handle=handle, unlocked=unlocked, engine=engine,
        background=background, before_second=before_second,
    )  # fmt: skip


def post(
    path: str,
    needs: Permission | PublicAccess,
    handle: Handle,
    *,
    unlocked: bool = False,
    engine: bool = False,
    before_second: bool = False,
) -> Route:
    return Route(
        method="POST", path=path, needs=needs, handle=handle, unlocked=unlocked, engine=engine,
        before_second=before_second,
    )  # fmt: skip


def upload(path: str, needs: Permission, handle: Handle) -> Route:
    return Route(method="POST", path=path, needs=needs, handle=handle, brings_file=True)
