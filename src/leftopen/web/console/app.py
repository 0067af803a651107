"""The console as an ASGI application: finds the route, checks access, reads the form, returns the
response."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from leftopen.errors import (
    BadRequest,
    ChangedSince,
    LeftopenError,
    NotCounted,
    NotFound,
    NotPermitted,
    StoreFailed,
)
from leftopen.model.user import SignInStage
from leftopen.service.identity import sessions, trusted_device
from leftopen.web.console import access
from leftopen.web.console.http import form_errors
from leftopen.web.console.http.multipart import MultipartUpload, boundary
from leftopen.web.console.http.request import ConsoleRequest, Pairs
from leftopen.web.console.http.route import PublicAccess, Route, answered
from leftopen.web.console.limits import session_cache
from leftopen.web.console.state import ConsoleState
from leftopen.web.error_boundary import log_unhandled
from leftopen.web.guard import INCOMING
from leftopen.web.limits.request_slots import known
from leftopen.web.responses import BROKEN

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 2000
WAIT_S, JSON_S, AGAIN_S = 3.0, 20.0, 3
LARGEST_SMALL, SMALL_S = 65_536, 5.0
STATUS: Mapping[type[LeftopenError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    ChangedSince: HTTPStatus.CONFLICT,
    NotPermitted: HTTPStatus.FORBIDDEN,
    StoreFailed: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Console:
    """ASGI."""

    state: ConsoleState

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        http_request = Request(scope, receive)
        try:
            answer = await self._answer(http_request)
        except access.AccessDenied as refused:
            answer = refused.answer
        except ClientDisconnect:
            return
        except (HTTPException, TimeoutError):
            # The guard handles these.
            raise
        except Exception as error:  # noqa: BLE001 - logged, and answered by a page
            log_unhandled(scope, error)
            answer = self._broken(http_request)
        await answer(scope, receive, send)

    async def _answer(self, http_request: Request) -> Response:
        request = self._of_nobody(http_request)
        try:
            request = await self._by_whom(http_request, request)
            request = replace(request, query=_pairs(http_request.scope["query_string"]))
        except LeftopenError as error:
            return await _failed(request, error)
        found, others = self.state.pages.find(request.method, request.path)
        if found is None:
            if others and request.session is not None:
                return Response(status_code=405, headers={"Allow": ", ".join(sorted(others))})
            return access.nowhere(request)
        route = found.route
        try:
            request = replace(request, parts=found.parts)
            access.enter(request, route)
            request = await _sent(http_request, request, route)
            access.check(request, route)
            await self._seen(request, route)
            try:
                return await answered(request, route)
            except NotCounted as waits:
                return await _when_counted(http_request, request, route, waits)
        except LeftopenError as error:
            return await _failed(request, error)

    def _of_nobody(self, http_request: Request) -> ConsoleRequest:
        """The request before the user and the query are known: enough to report an error."""
        return ConsoleRequest(
            state=self.state,
            method="GET" if http_request.method == "HEAD" else http_request.method,
            path=http_request.scope["path"],
            headers=http_request.headers,
            client=http_request.client.host if http_request.client else "",
            marks=_marks(http_request.cookies, self.state.options.known),
            by_issuer=self.state.options.by_issuer in http_request.cookies,
            way_in=http_request.cookies.get(self.state.options.way_in, "")[: session_cache.LONGEST_TOKEN],
        )

    def _broken(self, http_request: Request) -> Response:
        """An ordinary error page that reveals nothing about the error."""
        request = self._of_nobody(http_request)
        if request.json or b"format=json" in http_request.scope["query_string"]:
            return request.lines({"error": BROKEN}, HTTPStatus.INTERNAL_SERVER_ERROR)
        said = request.t("The server has an internal error. See its log.")
        return request.draw("refused.html", HTTPStatus.INTERNAL_SERVER_ERROR, sentence=said)

    async def _by_whom(self, http_request: Request, request: ConsoleRequest) -> ConsoleRequest:
        """Raises StoreFailed, and HTTPException 429 when the user has too many requests in progress."""
        token = http_request.cookies.get(self.state.options.cookie, "")
        found = await self.state.session_cache.find(token)
        if found is None:
            if token:
                await self.state.patience.wrong()
            return request
        known(http_request.scope, f"account {found.user.id}")
        return replace(
            request, user=found.user, session=found.session, keyed=found.keyed, csrf=access.csrf_of(token)
        )

    async def _seen(self, request: ConsoleRequest, route: Route) -> None:
        """A page view keeps the session alive; a background request does not."""
        session, workspace = request.session, request.workspace
        if session is None or session.stage is not SignInStage.WHOLE or route.background:
            return
        if sessions.needs_touch(session, workspace.clock()):
            await self.state.seeing.seen(session.id, lambda: sessions.touch(workspace, session))


async def _when_counted(
    http_request: Request, request: ConsoleRequest, route: Route, waits: NotCounted
) -> Response:
    """The response once the assessment is counted; after some seconds a page that asks again by itself. No
    thread waits. Raises ClientDisconnect."""
    counting, gone = request.state.serving.counting, http_request.is_disconnected
    if await counting.wait(waits.assessment, JSON_S if request.json else WAIT_S, gone):
        with suppress(NotCounted):
            return await answered(request, route)
    if await gone():
        raise ClientDisconnect
    counting.again(waits.assessment)
    reads = request.method == "GET"
    if request.json:
        answer = request.lines({"error": str(waits)}, HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        status = HTTPStatus.ACCEPTED if reads else HTTPStatus.SERVICE_UNAVAILABLE
        answer = request.draw("counting.html", status, again=AGAIN_S if reads else 0)
    answer.headers["Retry-After"] = str(AGAIN_S)
    return answer


def _marks(cookies: Mapping[str, str], begin: str) -> dict[str, str]:
    """The known-browser cookies by label."""
    return {
        name.removeprefix(begin): value[: trusted_device.LONGEST]
        for name, value in cookies.items()
        if name.startswith(begin)
    }


async def _failed(request: ConsoleRequest, error: LeftopenError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    if request.json:
        return request.lines({"error": str(error)}, status)
    once_more = await form_errors.page(request, error, status)
    return once_more or request.draw("refused.html", status, sentence=request.t(str(error)))


async def _sent(http_request: Request, request: ConsoleRequest, route: Route) -> ConsoleRequest:
    """The request with its form. A form with an upload is read up to the file; the file is read only after
    the access check. Raises BadRequest."""
    limit = boundary(http_request.headers.get("content-type", "")) if route.brings_file else None
    if limit is None:
        return replace(request, form=await _form(http_request, route))
    arriving = MultipartUpload(stream=http_request.stream(), boundary=limit)
    await arriving.begin()
    return replace(request, form=arriving.fields, file=arriving, incoming=http_request.scope.get(INCOMING))


async def _form(http_request: Request, route: Route) -> Pairs:
    """Raises BadRequest for a form that can't be read."""
    if http_request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return ()
    return _pairs(
        await (_small(http_request) if isinstance(route.needs, PublicAccess) else http_request.body())
    )


async def _small(http_request: Request) -> bytes:
    """The body of a public request: small, and with a time limit. Raises HTTPException and TimeoutError,
    which the guard handles."""
    body = bytearray()
    async with asyncio.timeout(SMALL_S):
        async for piece in http_request.stream():
            body += piece
            if len(body) > LARGEST_SMALL:
                raise HTTPException(413, f"The body is larger than {LARGEST_SMALL:,} bytes")
    return bytes(body)


def _pairs(raw: bytes) -> Pairs:
    try:
        return tuple(
            parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        )
    except ValueError:
        raise BadRequest(f"too many fields: a request takes at most {MOST_FIELDS}") from None
