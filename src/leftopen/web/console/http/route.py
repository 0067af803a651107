"""A route of the console: its path, its endpoint and the permission that it needs."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import Any

from starlette import routing
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import Response

from leftopen.model.permission import Permission


class PublicAccess(StrEnum):
    """`anybody`: no sign-in needed · `half`: the password is correct, the second factor is missing."""

    ANYBODY = "anybody"
    HALF = "half"


# Takes a ConsoleRequest, which knows all routes for its navigation: to name it here would be a circle.
Endpoint = Callable[[Any], Response] | Callable[[Any], Awaitable[Response]]


class _Part(StringConvertor):
    """A part of a path that a route names."""

    regex = "[^/]{1,300}"


register_url_convertor("part", _Part())


class Route(routing.Route):
    """`path` such as `/case/{id}`; a part in braces matches any text without a slash. `unlocked`: the user
    must have confirmed their identity recently. `brings_file`: the form may carry an upload. `background`:
    pages request it by themselves, so it does not keep the session alive. `before_second`: open before a
    required second factor is set up. An endpoint that is not a coroutine may block: it runs in a thread, or
    in the engine pool when it uses the `engine`."""

    def __init__(
        self,
        method: str,
        path: str,
        needs: Permission | PublicAccess,
        endpoint: Endpoint,
        *,
        unlocked: bool = False,
        brings_file: bool = False,
        engine: bool = False,
        background: bool = False,
        before_second: bool = False,
    ) -> None:
        super().__init__(path.replace("}", ":part}"), endpoint, methods=[method])
        # Starlette's `$` also matches before a line end.
        self.path_regex = re.compile(self.path_regex.pattern.removesuffix("$") + r"\Z")
        self.path, self.method, self.needs = path, method, needs
        self.unlocked, self.brings_file, self.engine = unlocked, brings_file, engine
        self.background, self.before_second = background, before_second


get, post = partial(Route, "GET"), partial(Route, "POST")
upload = partial(Route, "POST", brings_file=True)
