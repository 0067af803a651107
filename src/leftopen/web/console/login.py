"""Starts a session after a successful sign-in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from starlette.responses import Response

from leftopen.errors import LeftopenError
from leftopen.model.passkey import RelyingParty
from leftopen.model.user import Session, SignInStage, User
from leftopen.service.identity import accounts, sessions, trusted_device
from leftopen.service.workspace import audit_log
from leftopen.store.records.entities.identity.users import Users
from leftopen.web.console.http import cookies
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.urls import return_path
from leftopen.web.console.limits.pending_acts import GoesOn


def start_session(
    request: ConsoleRequest,
    user: User,
    stage: SignInStage,
    by: str,
    *,
    both: bool = False,
    ago: timedelta | None = timedelta(),
) -> str:
    """Issues a new token at every stage, so that an earlier token becomes worthless. `by`: the method, for
    the audit log; `ago`: how long ago the user gave it, None when an issuer does not say. Raises BadRequest
    and NotFound when the proof of `user` is no longer valid."""
    if request.session is not None:
        sessions.end(request.workspace, request.session.id)
    made, token = sessions.begin(
        request.workspace, user, stage, request.headers.get("user-agent", ""), both=both, ago=ago
    )
    try:
        # Checked last: a lockout, reset or password change from here on also ends this session.
        accounts.still(Users(request.workspace.store.records).get(user.id), user)
    except LeftopenError:
        sessions.end(request.workspace, made.id)
        raise
    if stage is SignInStage.WHOLE:
        audit_log.record(request.workspace, user.name, "sign in", user.name, f"{request.client}, {by}")
    request.state.session_cache.forget()
    return token


def start_and_redirect(
    request: ConsoleRequest, user: User, stage: SignInStage, by: str, back: str
) -> Response:
    """Redirects the browser, with its token."""
    token = start_session(request, user, stage, by)
    query = {"next": back} if back != "/" else {}
    answer = request.to("/sign-in/code", **query) if stage is SignInStage.CODE else request.to(back)
    return seated(request, user, stage, token, answer)


def seated(request: ConsoleRequest, user: User, stage: SignInStage, token: str, answer: Response) -> Response:
    """Adds the session token to the response. After a complete sign-in the browser is remembered."""
    cookies.set_cookie(answer, request.state.options, token)
    is_new = stage is SignInStage.WHOLE and not known(request, user)
    return remember(request, user, answer) if is_new else answer


async def return_after_unlock(request: ConsoleRequest, session: Session) -> Response:
    """Goes on with what the user asked for, or back to where they were, with the session's new token. Raises
    NotFound."""
    act = request.state.pending_acts.take(session.id, request.one("act"))
    token = await asyncio.to_thread(sessions.unlock, request.workspace, session)
    request.state.session_cache.forget()
    answer = GoesOn(act, token) if act else request.to(return_path(request.one("next", "/")))
    return cookies.set_cookie(answer, request.state.options, token)


def remember(request: ConsoleRequest, user: User, answer: Response) -> Response:
    mark = trusted_device.mark(request.workspace, user)
    label = trusted_device.label(request.workspace, user)
    return cookies.remember(answer, request.state.options, label, mark) if mark else answer


def known(request: ConsoleRequest, user: User | None) -> str:
    """The name of this browser if the user signed in with it before, else ''."""
    if user is None or not request.browser_cookies:
        return ""
    shown = request.browser_cookies.get(trusted_device.label(request.workspace, user), "")
    return trusted_device.device_name(request.workspace, user, shown)


def own_tries(user: User) -> str:
    """The throttle name for attempts of a signed-in user; attempts by strangers count separately."""
    return f"own {user.id}"


def relying_party(request: ConsoleRequest) -> RelyingParty | None:
    """The relying party for passkeys; None when the console is opened by an IP address."""
    return request.state.options.party(request.headers.get("host", ""))
