"""The step from the door to a chair: a sitting begins."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import LeftopenError
from leftopen.model.passkey import RelyingParty
from leftopen.model.user import SignInStage, User
from leftopen.service.identity import accounts, known_browser, sessions
from leftopen.web.console.http import cookies
from leftopen.web.console.http.request import ConsoleRequest


def start_session(request: ConsoleRequest, user: User, stage: SignInStage, *, both: bool = False) -> str:
    """A new token at every step, so that one that was known before it is worth nothing after it. Raises
    BadRequest and NotFound where what `user` proved counts no longer."""
    records = request.workspace.store.records
    if request.session is not None:
        records.sessions.end(request.session.id)
    made, token = sessions.begin(
        request.workspace, user, stage, request.headers.get("user-agent", ""), both=both
    )
    try:
        # Only now: who is locked out, reset or has a new password from here on has this sitting ended too.
        accounts.still(records.users.get(user.id), user)
    except LeftopenError:
        records.sessions.end(made.id)
        raise
    if stage is SignInStage.WHOLE:
        records.audit.add(request.workspace.clock(), user.name, "sign in", user.name, request.client)
    request.state.sitters.forget()
    return token


def start_and_redirect(request: ConsoleRequest, user: User, stage: SignInStage, back: str) -> Response:
    """Sends the browser on, with its token."""
    token = start_session(request, user, stage)
    query = {"next": back} if back != "/" else {}
    answer = request.to("/sign-in/code", **query) if stage is SignInStage.CODE else request.to(back)
    return seated(request, user, stage, token, answer)


def seated(request: ConsoleRequest, user: User, stage: SignInStage, token: str, answer: Response) -> Response:
    """The answer with the sitting's token; once all is proved, the browser is known from then on."""
    cookies.set_cookie(answer, request.state.options, token)
    is_new = stage is SignInStage.WHOLE and not known(request, user)
    return remember(request, user, answer) if is_new else answer


def remember(request: ConsoleRequest, user: User, answer: Response) -> Response:
    mark = known_browser.mark(request.workspace, user)
    label = known_browser.label(request.workspace, user)
    return cookies.remember(answer, request.state.options, label, mark) if mark else answer


def known(request: ConsoleRequest, user: User | None) -> str:
    """The name of this browser, where that person signed in with it before; '' otherwise."""
    if user is None or not request.marks:
        return ""
    shown = request.marks.get(known_browser.label(request.workspace, user), "")
    return known_browser.known(request.workspace, user, shown)


def own_tries(user: User) -> str:
    """What somebody who is signed in tries counts apart from what strangers try at the same name."""
    return f"own {user.id}"


def relying_party(request: ConsoleRequest) -> RelyingParty | None:
    """Who asks for passkeys here; None where the console was asked for by an address."""
    return request.state.options.party(request.headers.get("host", ""))
