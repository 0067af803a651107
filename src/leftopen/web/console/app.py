"""The console as an ASGI application: finds the route, checks access, reads the form, returns the response.

Every route declares its permission; access is denied by default.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from inspect import iscoroutinefunction
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from leftopen.errors import ChangedSince, LeftopenError, NotCounted, NotFound, NotPermitted, StoreFailed
from leftopen.model.user import SignInStage
from leftopen.service.identity import sessions
from leftopen.web.console.http import form_errors
from leftopen.web.console.http.cookies import browser_cookies, csrf_of, set_cookie
from leftopen.web.console.http.form_body import parse_pairs, read_form
from leftopen.web.console.http.multipart import MultipartUpload, boundary
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, Route
from leftopen.web.console.http.urls import SECOND, origin_of, path_of, with_query
from leftopen.web.console.limits import session_cache
from leftopen.web.console.limits.pending_acts import GoesOn
from leftopen.web.console.state import ConsoleState
from leftopen.web.error_boundary import log_unhandled
from leftopen.web.guard import INCOMING
from leftopen.web.limits.request_slots import mark_authenticated
from leftopen.web.responses import BROKEN

WAIT_S, JSON_S, AGAIN_S = 3.0, 20.0, 3
STATUS: Mapping[type[LeftopenError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    ChangedSince: HTTPStatus.CONFLICT,
    NotPermitted: HTTPStatus.FORBIDDEN,
    StoreFailed: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDenied(Exception):
    """Carries the response that replaces the page."""

    answer: Response


@dataclass(frozen=True, slots=True)
class Console:
    """ASGI."""

    state: ConsoleState

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        http_request = Request(scope, receive)
        try:
            answer = await self._answer(http_request)
        except AccessDenied as refused:
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
        request = self._anonymous(http_request)
        try:
            request = await self._authenticate(http_request, request)
            request = replace(request, query=parse_pairs(http_request.scope["query_string"]))
        except LeftopenError as error:
            return await _failed(request, error)
        found, others = self.state.pages.find(request.method, request.path)
        if found is None:
            if others and request.session is not None:
                return Response(status_code=405, headers={"Allow": ", ".join(sorted(others))})
            return _not_found(request)
        route = found.route
        try:
            request = replace(request, parts=found.parts)
            _check_user(request, route)
            request = await _read_body(http_request, request, route)
            _check_form(request, route)
            await self._touch_session(request, route)
            answer = await _called(http_request, request, route)
        except LeftopenError as error:
            return await _failed(request, error)
        return await self._go_on(http_request, request, answer) if isinstance(answer, GoesOn) else answer

    async def _go_on(self, http_request: Request, request: ConsoleRequest, confirmed: GoesOn) -> Response:
        """The response to what was asked before the identity was confirmed, in the session as it is now."""
        act, token = confirmed.act, confirmed.token
        (found, _), known = (
            self.state.pages.find("POST", act.path),
            await self.state.session_cache.find(token),
        )
        if found is None or known is None:
            return confirmed
        again = replace(
            request, path=act.path, parts=found.parts, query=(), form=act.form, session=known.session,
            csrf=csrf_of(token),
        )  # fmt: skip
        try:
            _check_user(again, found.route)
            answer = await _called(http_request, again, found.route)
        except AccessDenied as refused:
            answer = refused.answer
        except LeftopenError as error:
            answer = await _failed(again, error)
        return answer if "set-cookie" in answer.headers else set_cookie(answer, self.state.options, token)

    def _anonymous(self, http_request: Request) -> ConsoleRequest:
        """The request before the user and the query are known: enough to report an error."""
        cookies, options = http_request.cookies, self.state.options
        return ConsoleRequest(
            state=self.state,
            method="GET" if http_request.method == "HEAD" else http_request.method,
            path=http_request.scope["path"],
            headers=http_request.headers,
            client=http_request.client.host if http_request.client else "",
            browser_cookies=browser_cookies(cookies, options),
            by_issuer=options.by_issuer in cookies,
            login_flow=cookies.get(options.login_flow, "")[: session_cache.LONGEST_TOKEN],
        )

    def _broken(self, http_request: Request) -> Response:
        """An ordinary error page that reveals nothing about the error."""
        request = self._anonymous(http_request)
        if request.json or b"format=json" in http_request.scope["query_string"]:
            return request.lines({"error": BROKEN}, HTTPStatus.INTERNAL_SERVER_ERROR)
        message = request.t("The server has an internal error. See its log.")
        return request.draw("refused.html", HTTPStatus.INTERNAL_SERVER_ERROR, sentence=message)

    async def _authenticate(self, http_request: Request, request: ConsoleRequest) -> ConsoleRequest:
        """Raises StoreFailed, and HTTPException 429 when the user has too many requests in progress."""
        token = http_request.cookies.get(self.state.options.cookie, "")
        found = await self.state.session_cache.find(token)
        if found is None:
            if token:
                await self.state.bad_cookie_delay.wrong()
            return request
        mark_authenticated(http_request.scope, f"account {found.user.id}")
        return replace(
            request,
            user=found.user,
            session=found.session,
            has_passkey=found.has_passkey,
            csrf=csrf_of(token),
        )

    async def _touch_session(self, request: ConsoleRequest, route: Route) -> None:
        """A page view keeps the session alive; a background request does not."""
        session, workspace = request.session, request.workspace
        if session is None or session.stage is not SignInStage.WHOLE or route.background:
            return
        if sessions.needs_touch(session, workspace.clock()):
            await self.state.last_seen_writer.seen(session.id, lambda: sessions.touch(workspace, session))


async def _called(http_request: Request, request: ConsoleRequest, route: Route) -> Response:
    """Raises what the endpoint raises, and ClientDisconnect."""
    try:
        return await call_endpoint(request, route)
    except NotCounted as waits:
        return await _when_counted(http_request, request, route, waits)


async def _when_counted(
    http_request: Request, request: ConsoleRequest, route: Route, waits: NotCounted
) -> Response:
    """The response once the assessment is counted; after some seconds a page that asks again by itself. No
    thread waits. Raises ClientDisconnect."""
    counting, gone = request.state.serving.counting, http_request.is_disconnected
    if await counting.wait(waits.assessment, JSON_S if request.json else WAIT_S, gone):
        with suppress(NotCounted):
            return await call_endpoint(request, route)
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


async def _failed(request: ConsoleRequest, error: LeftopenError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    if request.json:
        return request.lines({"error": str(error)}, status)
    if (page := form_errors.page_of_form(request, error)) is not None:
        with suppress(LeftopenError, AccessDenied):
            _check_user(*page)
            answer = await call_endpoint(*page)
            if answer.status_code == HTTPStatus.OK:
                answer.status_code = status
                return answer
    return request.draw("refused.html", status, sentence=request.t(str(error)))


async def call_endpoint(request: ConsoleRequest, route: Route) -> Response:
    """Raises what the endpoint raises."""
    endpoint = route.endpoint
    if iscoroutinefunction(endpoint):
        answer = await endpoint(request)
    elif route.engine:
        who = f"account {request.person.id}"
        answer = await request.state.engine_pool.work(who, lambda: endpoint(request))
    else:
        answer = await asyncio.to_thread(endpoint, request)
    assert isinstance(answer, Response)
    return answer


async def _read_body(http_request: Request, request: ConsoleRequest, route: Route) -> ConsoleRequest:
    """The request with its form. A form with an upload is read up to the file; the file is read only after
    the access check. Raises BadRequest."""
    limit = boundary(http_request.headers.get("content-type", "")) if route.brings_file else None
    if limit is None:
        small = isinstance(route.needs, PublicAccess)
        form = await read_form(http_request, small=small)
        return replace(request, form=form) if form else request
    arriving = MultipartUpload(stream=http_request.stream(), boundary=limit)
    await arriving.begin()
    return replace(request, form=arriving.fields, file=arriving, incoming=http_request.scope.get(INCOMING))


def _check_user(request: ConsoleRequest, route: Route) -> None:
    """Checks that come before the form is read. Raises AccessDenied. The origin is checked first, so that
    another site learns nothing, not even who is signed in."""
    if route.method != "GET":
        _check_origin(request)
    if route.needs is not PublicAccess.ANYBODY:
        _check_role(request, route)


def _check_form(request: ConsoleRequest, route: Route) -> None:
    """Checks that need the form. Raises AccessDenied."""
    if route.method != "GET" and not _of_this_session(request):
        raise AccessDenied(
            answer=_refused(request, 403, "This form does not belong to this session. Reload the page.")
        )
    if route.unlocked and not request.unlocked:
        back = (
            request.path
            if route.method == "GET"
            else path_of(request.headers.get("referer", ""), request.netloc)
        )
        raise AccessDenied(answer=request.confirm_first(back))


def _check_role(request: ConsoleRequest, route: Route) -> None:
    session, user = request.session, request.user
    if session is None or user is None:
        raise AccessDenied(answer=_sign_in(request))
    if (session.stage is SignInStage.CODE) is not (route.needs is PublicAccess.HALF):
        raise AccessDenied(answer=request.to("/sign-in/code" if session.stage is SignInStage.CODE else "/"))
    if isinstance(route.needs, PublicAccess):
        return
    if (
        request.state.options.strict
        and not (request.has_second_factor or session.both)
        and not route.before_second
    ):
        raise AccessDenied(answer=request.to(SECOND))
    if not user.may(route.needs):
        raise AccessDenied(answer=_refused(request, 403, "Your role does not include this."))


def _not_found(request: ConsoleRequest) -> Response:
    """The response for an unknown path. Without a session it is the same as for a known path."""
    signed_in = request.session is not None and request.session.stage is SignInStage.WHOLE
    return _refused(request, 404, "Page not found.") if signed_in else _sign_in(request)


def _sign_in(request: ConsoleRequest) -> Response:
    if request.json or request.method != "GET":
        return _refused(request, 401, "Sign in first.")
    query = urlencode(request.query)
    back = with_query("/sign-in", {"next": f"{request.path}?{query}" if query else request.path})
    return request.to(back if request.path != "/" else "/sign-in")


def _of_this_session(request: ConsoleRequest) -> bool:
    return request.session is None or hmac.compare_digest(
        dict(request.form).get("csrf", "").encode(), request.csrf.encode()
    )


def _check_origin(request: ConsoleRequest) -> None:
    """A browser states the origin of a form. A client that states none is not a browser and must use the
    API."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    known = origin is not None or site is not None
    right_site = site in (None, "same-origin")
    right_origin = origin is None or origin_of(origin) == _own_origin(request)
    if not (known and right_site and right_origin):
        raise AccessDenied(answer=_refused(request, 403, "This form was sent from another site."))


def _own_origin(request: ConsoleRequest) -> tuple[str, str]:
    """By the Host header, which may have the port of a tunnel; or the public one."""
    options = request.state.options
    return "https" if options.tls else "http", request.netloc


def _refused(request: ConsoleRequest, status: int, sentence: str) -> Response:
    if request.json:
        return request.lines({"error": sentence}, status)
    return request.draw("refused.html", status, sentence=request.t(sentence))
