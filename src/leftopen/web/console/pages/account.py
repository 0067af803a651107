"""The user's own account: password, second factor, sessions, appearance."""

from __future__ import annotations

import asyncio

import segno
from starlette.responses import Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.permission import Permission
from leftopen.service.identity import authentication, oidc_login, sessions, totp
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.http.urls import SECOND, path_of
from leftopen.web.console.login import own_tries, relying_party, remember

ISSUER = "leftopen"
QUIET = 4
WAIT = "Too many attempts. Try again in {n} seconds."


def show(request: ConsoleRequest, status: int = 200, wrong: str = "") -> Response:
    now = request.workspace.clock()
    listed = Sessions(request.workspace.store.records).list()
    own = [one for one in listed if one.user == request.person.id and sessions.alive(one, now)]
    return request.draw(
        "account.html",
        status,
        sessions=own,
        wrong=wrong,
        party=relying_party(request),
        by_name=_by_name(request),
        passkeys=Passkeys(request.workspace.store.records).of(request.person.id),
        issuer=_issuer(request),
        connected=oidc_login.is_bound(request.person, _issuer(request)),
    )


def _issuer(request: ConsoleRequest) -> str:
    """'' when none is configured."""
    return request.state.issuer.client.issuer if request.state.issuer is not None else ""


def _by_name(request: ConsoleRequest) -> str:
    """The URL with a host name, for a user who opened the console by IP address."""
    options = request.state.options
    parties = [found for name in sorted(options.names) if (found := options.party(name))]
    return parties[0].origin if parties else ""


async def password(request: ConsoleRequest) -> Response:
    user, old, new = request.person, request.one("old"), request.one("password")
    assert request.session is not None
    own = request.session.id
    wait = request.state.throttle.wait(own_tries(user), request.place)
    try:
        if wait:
            raise BadRequest(request.t(WAIT, n=wait))
        if new != request.one("again"):
            raise BadRequest("the passwords do not match")
        async with request.state.slow:
            change = authentication.change_password
            changed = await asyncio.to_thread(change, request.workspace, user, old, new, own)
    except BadRequest as error:
        return await asyncio.to_thread(show, request, 400, request.t(str(error)))
    request.state.throttle.forgive(own_tries(user), request.place)
    request.state.session_cache.forget()
    return await asyncio.to_thread(remember, request, changed, request.to("/me", said="password"))


def second(request: ConsoleRequest) -> Response:
    """Needs a confirmed identity, because the new factor proves the identity from then on."""
    if not request.unlocked:
        return request.to("/unlock", next=SECOND)
    _, sealed = authentication.offer_totp(request.workspace, request.person)
    return _second(request, sealed)


def _second(request: ConsoleRequest, sealed: str, status: int = 200, wrong: str = "") -> Response:
    secret = authentication.opened_offer(request.workspace, request.person, sealed)
    code = segno.make(totp.uri(secret, request.person.name, ISSUER), error="m")
    rows = [list(row) for row in code.matrix_iter(border=QUIET)]
    return request.draw(
        "second.html", status, sealed=sealed, secret=totp.text(secret), width=len(rows),
        squares=_squares(rows), wrong=wrong, party=relying_party(request),
    )  # fmt: skip


def _squares(rows: list[list[int]]) -> str:
    """The dark modules of the QR code as one SVG path."""
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


def enable_totp(request: ConsoleRequest) -> Response:
    if not request.unlocked:
        return request.to("/unlock", next=SECOND)
    sealed = request.one("sealed")
    wait = request.state.throttle.wait(own_tries(request.person), request.place)
    try:
        if wait:
            raise BadRequest(request.t(WAIT, n=wait))
        authentication.enable_totp(request.workspace, request.person, sealed, request.one("code"))
    except BadRequest as error:
        return _second(request, sealed, 400, request.t(str(error)))
    request.state.throttle.forgive(own_tries(request.person), request.place)
    request.state.session_cache.forget()
    return request.to("/me", said="second")


def set_appearance(request: ConsoleRequest) -> Response:
    user = request.person
    theme, language = request.one("theme", user.theme), request.one("language", user.language)
    authentication.set_preferences(request.workspace, user, theme=theme, language=language)
    request.state.session_cache.forget()
    return request.to(path_of(request.headers.get("referer", ""), request.netloc))


def end_session(request: ConsoleRequest) -> Response:
    """Ends a session of the user; sessions of other users are not found."""
    id = request.one("id")
    listed = Sessions(request.workspace.store.records).list()
    if not any(one.id == id and one.user == request.person.id for one in listed):
        raise NotFound("session not found")
    sessions.end(request.workspace, id)
    request.audit("session ended", request.person.name)
    request.state.session_cache.forget()
    return request.to("/me", said="ended")


page = Page(
    routes=(
        get("/me", Permission.OWN, show),
        post("/me/password", Permission.OWN, password),
        get(SECOND, Permission.OWN, second, before_second=True),
        post(SECOND, Permission.OWN, enable_totp, before_second=True),
        post("/me/look", Permission.OWN, set_appearance, before_second=True),
        post("/me/sessions/end", Permission.OWN, end_session, unlocked=True),
    ),
)
