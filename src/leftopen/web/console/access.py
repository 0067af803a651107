"""Access control of the console. Every route must declare its permission; access is denied by default."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from leftopen.model.user import SignInStage
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, Route
from leftopen.web.console.http.urls import origin_of, path_of, with_query

SECOND = "/me/second"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDenied(Exception):
    """Carries the response that replaces the page."""

    answer: Response


def csrf_of(token: str) -> str:
    """The CSRF token of this session. It can't be guessed without the cookie, which no other origin can
    read."""
    return hashlib.blake2b(
        token.encode("utf-8", "replace"), digest_size=20, person=b"leftopen csrf"
    ).hexdigest()


def enter(request: ConsoleRequest, route: Route) -> None:
    """Checks that come before the form is read. Raises AccessDenied. The origin is checked first, so that
    another site learns nothing, not even who is signed in."""
    if route.method != "GET":
        _same_origin(request)
    if route.needs is not PublicAccess.ANYBODY:
        _signed_in(request, route)


def check(request: ConsoleRequest, route: Route) -> None:
    """Checks that need the form. Raises AccessDenied."""
    if route.method != "GET" and not _of_this_sitting(request):
        raise AccessDenied(
            answer=_no(request, 403, "This form does not belong to this session. Reload the page.")
        )
    if route.unlocked and not request.unlocked:
        back = (
            request.path
            if route.method == "GET"
            else path_of(request.headers.get("referer", ""), request.netloc)
        )
        raise AccessDenied(answer=request.to("/unlock", next=back))


def _signed_in(request: ConsoleRequest, route: Route) -> None:
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
        raise AccessDenied(answer=_no(request, 403, "Your role does not include this."))


def nowhere(request: ConsoleRequest) -> Response:
    """The response for an unknown path. Without a session it is the same as for a known path."""
    signed_in = request.session is not None and request.session.stage is SignInStage.WHOLE
    return _no(request, 404, "Page not found.") if signed_in else _sign_in(request)


def _sign_in(request: ConsoleRequest) -> Response:
    if request.json or request.method != "GET":
        return _no(request, 401, "Sign in first.")
    query = urlencode(request.query)
    back = with_query("/sign-in", {"next": f"{request.path}?{query}" if query else request.path})
    return request.to(back if request.path != "/" else "/sign-in")


def _of_this_sitting(request: ConsoleRequest) -> bool:
    return request.session is None or hmac.compare_digest(
        dict(request.form).get("csrf", "").encode(), request.csrf.encode()
    )


def _same_origin(request: ConsoleRequest) -> None:
    """A browser states the origin of a form. A client that states none is not a browser and must use the
    API."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    known = origin is not None or site is not None
    right_site = site in (None, "same-origin")
    right_origin = origin is None or origin_of(origin) == _own_origin(request)
    if not (known and right_site and right_origin):
        raise AccessDenied(answer=_no(request, 403, "This form was sent from another site."))


def _own_origin(request: ConsoleRequest) -> tuple[str, str]:
    """By the Host header, which may have the port of a tunnel; or the public one."""
    options = request.state.options
    return "https" if options.tls else "http", request.netloc


def _no(request: ConsoleRequest, status: int, sentence: str) -> Response:
    if request.json:
        return request.lines({"error": sentence}, status)
    return request.draw("refused.html", status, sentence=request.t(sentence))
