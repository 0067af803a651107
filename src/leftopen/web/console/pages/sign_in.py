"""Sign-in and sign-out: set-up link, invitation link, password, second factor, identity confirmation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.permission import Permission
from leftopen.model.user import LinkPurpose, SignInStage, User
from leftopen.service.identity import accounts, authentication, oidc_login, sessions
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.users import Users
from leftopen.web.console.http import cookies
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, get, post
from leftopen.web.console.http.urls import SECOND, return_path
from leftopen.web.console.login import (
    known,
    own_tries,
    relying_party,
    return_after_unlock,
    start_and_redirect,
)

T = TypeVar("T")
WRONG = "Incorrect name or password."
WRONG_CODE = "Incorrect or already used TOTP code."
WAIT = "Too many attempts. Try again in {n} seconds."


def linked(request: ConsoleRequest) -> Response:
    link = accounts.get_link(request.workspace, request.parts["token"])
    name = Users(request.workspace.store.records).get(link.user).name if link.user else ""
    return _first(request, name=name, wanted=not link.user)


async def use_link(request: ConsoleRequest) -> Response:
    token, password = request.parts["token"], request.one("password")
    link = await asyncio.to_thread(accounts.get_link, request.workspace, token)
    name = request.one("name")
    try:
        if password != request.one("again"):
            raise BadRequest("the passwords do not match")
        if link.purpose is LinkPurpose.SET_UP:
            user = await _slowly(request, lambda: accounts.set_up(request.workspace, token, name, password))
        else:
            user = await _slowly(request, lambda: accounts.join(request.workspace, token, password))
    except BadRequest as error:
        return _first(request, 400, name=name, wanted=not link.user, wrong=request.t(str(error)))
    return await asyncio.to_thread(
        start_and_redirect, request, user, SignInStage.WHOLE, "new password", SECOND
    )


def _first(
    request: ConsoleRequest, status: int = 200, *, name: str, wanted: bool, wrong: str = ""
) -> Response:
    issuer = f"{request.path}/issuer" if request.state.issuer is not None and not wanted else ""
    return request.draw("first.html", status, name=name, wanted=wanted, wrong=wrong, issuer=issuer)


def form(request: ConsoleRequest) -> Response:
    if request.session is not None and request.session.stage is SignInStage.WHOLE:
        return request.to(return_path(request.one("next", "/")))
    return sign_in_form(request)


def sign_in_form(request: ConsoleRequest, status: int = 200, wrong: str = "") -> Response:
    return request.draw(
        "sign_in.html",
        status,
        name=request.one("name"),
        next=return_path(request.one("next", "/")),
        wrong=wrong,
        nobody=accounts.has_no_users(request.workspace),
        party=relying_party(request),
        issuer=request.state.issuer is not None,
    )


async def sign_in(request: ConsoleRequest) -> Response:
    name, password = request.one("name").strip(), request.one("password")
    own = await asyncio.to_thread(_known_as, request, name)
    wait = request.state.throttle.wait(name[:64], request.place, known=own)
    if wait:
        return await asyncio.to_thread(sign_in_form, request, 429, request.t(WAIT, n=wait))
    user = await _slowly(request, lambda: authentication.by_password(request.workspace, name, password))
    if user is None:
        return await asyncio.to_thread(sign_in_form, request, 400, request.t(WRONG))
    request.state.throttle.forgive(name[:64], request.place, known=own)
    return await asyncio.to_thread(_half_or_whole, request, user)


def _known_as(request: ConsoleRequest, name: str) -> str:
    """Looks up the user only for a browser that shows a mark."""
    return (
        known(request, Users(request.workspace.store.records).named(name[:64]))
        if request.browser_cookies
        else ""
    )


def _half_or_whole(request: ConsoleRequest, user: User) -> Response:
    more = user.second or Passkeys(request.workspace.store.records).of(user.id)
    return start_and_redirect(
        request,
        user,
        SignInStage.CODE if more else SignInStage.WHOLE,
        "password",
        return_path(request.one("next", "/")),
    )


def code_form(request: ConsoleRequest, status: int = 200, wrong: str = "") -> Response:
    return request.draw(
        "code.html",
        status,
        next=return_path(request.one("next", "/")),
        wrong=wrong,
        party=relying_party(request),
    )


async def code(request: ConsoleRequest) -> Response:
    user = request.person
    own = await asyncio.to_thread(known, request, user)
    wait = request.state.throttle.wait(f"code {user.id}", request.place, known=own)
    if wait:
        return code_form(request, 429, request.t(WAIT, n=wait))
    if not user.second or not await asyncio.to_thread(
        authentication.by_code, request.workspace, user, request.one("code")
    ):
        return code_form(request, 400, request.t(WRONG_CODE))
    request.state.throttle.forgive(f"code {user.id}", request.place, known=own)
    return await asyncio.to_thread(
        start_and_redirect,
        request,
        user,
        SignInStage.WHOLE,
        "code as second factor",
        return_path(request.one("next", "/")),
    )


async def sign_out(request: ConsoleRequest) -> Response:
    """A user whom the issuer signed in is led there, to end the session there too: otherwise one click would
    sign the next person in. Without an answer from the issuer the session here ends all the same."""
    await asyncio.to_thread(_end, request)
    there = await _end_at_issuer(request) if request.by_issuer else ""
    answer = request.draw("left.html", to=there) if there else request.to("/sign-in", said="signed_out")
    return cookies.clear_cookies(answer, request.state.options)


def _end(request: ConsoleRequest) -> None:
    assert request.session is not None
    sessions.end(request.workspace, request.session.id)
    request.audit("sign out", request.person.name)
    request.state.session_cache.forget()


async def _end_at_issuer(request: ConsoleRequest) -> str:
    """The issuer's address for signing out, '' where it has none or is not reached."""
    if request.state.issuer is None:
        return ""
    home = request.state.options.origin(request.headers.get("host", "")) + "/sign-in"
    try:
        return await request.state.issuer.end_address(home)
    except (ConnectionError, BadRequest):
        return ""


def unlock_form(request: ConsoleRequest, status: int = 200, wrong: str = "") -> Response:
    next, session = return_path(request.one("next", "/")), request.session
    return request.draw(
        "unlock.html",
        status,
        next=next,
        act=request.state.pending_acts.waiting(session.id, next) if session else "",
        wrong=wrong,
        party=relying_party(request),
        issuer=request.state.issuer is not None
        and oidc_login.is_bound(request.person, request.state.issuer.client.issuer),
    )


async def unlock(request: ConsoleRequest) -> Response:
    user = request.person
    assert request.session is not None
    session = request.session
    wait = request.state.throttle.wait(own_tries(user), request.place)
    if wait:
        return unlock_form(request, 429, request.t(WAIT, n=wait))
    if not await _slowly(
        request, lambda: authentication.reauthenticate(request.workspace, user, request.one("proof"))
    ):
        return unlock_form(request, 400, request.t(WRONG_CODE if user.second else "Incorrect password."))
    request.state.throttle.forgive(own_tries(user), request.place)
    return await return_after_unlock(request, session)


async def _slowly(request: ConsoleRequest, work: Callable[[], T]) -> T:
    """Hashing is slow on purpose; only a few run at once, so that pages stay responsive."""
    async with request.state.slow:
        return await asyncio.to_thread(work)


page = Page(
    routes=(
        get("/set-up/{token}", PublicAccess.ANYBODY, linked),
        post("/set-up/{token}", PublicAccess.ANYBODY, use_link),
        get("/join/{token}", PublicAccess.ANYBODY, linked),
        post("/join/{token}", PublicAccess.ANYBODY, use_link),
        get("/sign-in", PublicAccess.ANYBODY, form),
        post("/sign-in", PublicAccess.ANYBODY, sign_in),
        get("/sign-in/code", PublicAccess.HALF, code_form),
        post("/sign-in/code", PublicAccess.HALF, code),
        post("/sign-out", Permission.OWN, sign_out, before_second=True),
        get("/unlock", Permission.OWN, unlock_form, before_second=True),
        post("/unlock", Permission.OWN, unlock, before_second=True),
    ),
)
