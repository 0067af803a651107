"""Dependencies of the handlers: the workspace, the form of a POST, and a valid key with the required right.

The key is the parameter `key` of the query string, or of the form, where the official client puts it when a
POST is not JSON; for InternetDB it may stand in the path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Request
from fastapi.security import APIKeyQuery
from starlette.exceptions import HTTPException
from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.api_key import Right
from leftopen.service.identity.key_holders import Holder
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.api_state import ApiState
from leftopen.web.limits.engine_pool import EnginePoolFull
from leftopen.web.limits.request_slots import mark_authenticated, too_many
from leftopen.web.text_validation import check_texts

Answer = TypeVar("Answer", bound=Response)
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 100
_SCHEME = APIKeyQuery(name="key", auto_error=False, description="API key, created with `leftopen key add`")


def get_state(request: Request) -> ApiState:
    found = request.app.state.serving
    assert isinstance(found, ApiState)
    return found


def get_workspace(held: Annotated[ApiState, Depends(get_state)]) -> Workspace:
    return held.workspace


async def get_form(request: Request) -> dict[str, str]:
    """The fields of a form body, the last of several with the same name; {} for another kind of body. Raises
    BadRequest."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return {}
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadRequest("Invalid form: it must be UTF-8 with at most 100 fields") from None
    return dict(pairs)


Held = Annotated[ApiState, Depends(get_state)]
OpenDesk = Annotated[Workspace, Depends(get_workspace)]
Form = Annotated[dict[str, str], Depends(get_form)]


async def reader(
    request: Request, held: Held, form: Form, in_query: Annotated[str | None, Depends(_SCHEME)]
) -> Holder:
    """The holder of the request's key; also validates the request's texts. HTTPException 401 or 429 for an
    invalid key, 429 when its holder has too many requests in progress, BadRequest for a broken text."""
    return await _holder(request, held, form, in_query or form.get("key", ""))


async def path_reader(
    request: Request, held: Held, form: Form, token: Annotated[str, Path(description="API key")]
) -> Holder:
    """The same, of a key in the path: for clients that have no place for one."""
    return await _holder(request, held, form, token)


async def _holder(request: Request, held: ApiState, form: dict[str, str], token: str) -> Holder:
    found = await held.key_cache.find(token)
    if found is None:
        if held.key_cache.too_many_wrong():
            raise HTTPException(429, "Too many invalid API keys: wait a second", {"Retry-After": "1"})
        raise HTTPException(401, "Invalid API key")
    if not found.may(Right.READ):
        raise HTTPException(403, "This API key is for /metrics only: create one with leftopen key add NAME")
    mark_authenticated(request.scope, found.who)
    await check_texts(request, form)
    return found


def scanner(key: Annotated[Holder, Depends(reader)]) -> Holder:
    """The holder of a key that may start scans and change alerts; HTTPException 403 for a key that may only
    read."""
    if not key.may(Right.SCAN):
        raise HTTPException(403, "This API key is read-only: create one with leftopen key add NAME --scan")
    return key


@dataclass(frozen=True, slots=True)
class Asking:
    """Queries the engine for one holder of a key: call it with a blocking function. Raises what that raises,
    and HTTPException 429 when the holder has too many requests in progress."""

    held: ApiState
    who: str

    async def __call__(self, make: Callable[[], Answer]) -> Answer:
        try:
            return await self.held.engine_pool.work(self.who, make)
        except EnginePoolFull:
            raise too_many() from None


def asking(key: Annotated[Holder, Depends(reader)], held: Held) -> Asking:
    return Asking(held, key.who)


def path_asking(key: Annotated[Holder, Depends(path_reader)], held: Held) -> Asking:
    return Asking(held, key.who)


Engine = Annotated[Asking, Depends(asking)]
PathEngine = Annotated[Asking, Depends(path_asking)]
PathReader = Annotated[Holder, Depends(path_reader)]
Reader = Annotated[Holder, Depends(reader)]
Scanner = Annotated[Holder, Depends(scanner)]
