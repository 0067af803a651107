"""Passkeys: add, rename, remove; sign in, second factor, and confirmation of the identity."""

from __future__ import annotations

import asyncio
import secrets

from starlette.responses import Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.permission import Permission
from leftopen.model.user import SignInStage, User
from leftopen.service.identity import passkeys, sessions
from leftopen.service.identity.passkeys import PasskeyChallenge
from leftopen.web.console.http import cookies
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, get, post
from leftopen.web.console.http.urls import return_path
from leftopen.web.console.login import relying_party, return_after_unlock, start_and_redirect
from leftopen.web.console.pages import sign_in

REFUSED = "Passkey rejected: it is not registered here, or the request has expired. Try again."
WAIT = "Too many attempts. Try again in {n} seconds."


def form(request: ConsoleRequest, status: int = 200, wrong: str = "") -> Response:
    return request.draw(
        "passkey.html", status, party=relying_party(request), name=request.one("name"), wrong=wrong
    )


def to_add(request: ConsoleRequest) -> Response:
    return request.lines(passkeys.to_add(request.workspace, _asking(request), request.person))


def add(request: ConsoleRequest) -> Response:
    try:
        passkeys.add(
            request.workspace,
            _asking(request),
            request.person,
            request.one("name"),
            request.one("credential"),
        )
    except BadRequest as error:
        return form(request, 400, request.t(str(error)))
    request.state.session_cache.forget()
    return request.to("/me", said="passkey")


def rename(request: ConsoleRequest) -> Response:
    passkeys.rename(request.workspace, request.person, request.one("id"), request.one("name"))
    return request.to("/me", said="changed")


def remove(request: ConsoleRequest) -> Response:
    passkeys.remove(request.workspace, request.person, request.one("id"))
    request.state.session_cache.forget()
    return request.to("/me", said="removed")


def to_prove(request: ConsoleRequest) -> Response:
    """Without a sign-in the browser offers any passkey, and the response reveals nothing about accounts."""
    token = request.login_flow or secrets.token_urlsafe(32)
    options = passkeys.to_prove(request.workspace, _asking(request, token), request.user)
    answer = request.lines(options)
    return answer if request.session else cookies.set_browser_cookie(answer, request.state.options, token)


async def enter(request: ConsoleRequest) -> Response:
    """Signs in with a passkey alone."""
    if request.session is not None:
        return request.to("/sign-in/code" if request.session.stage is SignInStage.CODE else "/")
    try:
        user = await asyncio.to_thread(passkeys.holder_of, request.workspace, request.one("credential"))
    except BadRequest:
        user = None
    status, wrong = await _wrong(request, user)
    if wrong or user is None:
        return await asyncio.to_thread(sign_in.sign_in_form, request, status, wrong)
    return await asyncio.to_thread(
        start_and_redirect, request, user, SignInStage.WHOLE, "passkey", return_path(request.one("next", "/"))
    )


async def second(request: ConsoleRequest) -> Response:
    """Accepts a passkey instead of a TOTP code."""
    status, wrong = await _wrong(request, request.person)
    if wrong:
        return sign_in.code_form(request, status, wrong)
    return await asyncio.to_thread(
        start_and_redirect,
        request,
        request.person,
        SignInStage.WHOLE,
        "passkey as second factor",
        return_path(request.one("next", "/")),
    )


async def unlock(request: ConsoleRequest) -> Response:
    assert request.session is not None
    status, wrong = await _wrong(request, request.person)
    if wrong:
        return sign_in.unlock_form(request, status, wrong)
    return await return_after_unlock(request, request.session)


async def _wrong(request: ConsoleRequest, user: User | None) -> tuple[int, str]:
    """The error and its status when the assertion is rejected; '' when it is valid. Limited like
    passwords."""
    name = f"passkey {user.id if user else ''}"
    # A signature can't be guessed: with a known passkey, attempts by others cause no delay.
    wait = request.state.throttle.wait(name, request.place, by_name=user is None)
    if wait:
        return 429, request.t(WAIT, n=wait)
    answer = request.one("credential")
    if not await asyncio.to_thread(passkeys.by_passkey, request.workspace, _asking(request), user, answer):
        return 400, request.t(REFUSED)
    request.state.throttle.forgive(name, request.place)
    return 200, ""


def _asking(request: ConsoleRequest, token: str = "") -> PasskeyChallenge:
    """Raises NotFound when the console is opened by an IP address."""
    found, way_in = relying_party(request), token or request.login_flow
    if found is None:
        raise NotFound("Passkeys need a host name, not an IP address. Open this console by its host name.")
    before = f"in {sessions.digest(way_in)}" if way_in else ""
    holder = request.session.id if request.session else before
    return PasskeyChallenge(challenges=request.state.challenges, party=found, holder=holder)


page = Page(
    routes=(
        get("/me/passkeys/new", Permission.OWN, form, unlocked=True, before_second=True),
        post("/me/passkeys/options", Permission.OWN, to_add, unlocked=True, before_second=True),
        post("/me/passkeys/add", Permission.OWN, add, unlocked=True, before_second=True),
        post("/me/passkeys/rename", Permission.OWN, rename),
        post("/me/passkeys/remove", Permission.OWN, remove, unlocked=True),
        post("/passkey/options", PublicAccess.ANYBODY, to_prove),
        post("/sign-in/passkey", PublicAccess.ANYBODY, enter),
        post("/sign-in/code/passkey", PublicAccess.HALF, second),
        post("/unlock/passkey", Permission.OWN, unlock),
    ),
    under="account",
)
