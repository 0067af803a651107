"""Sign-in with OpenID Connect, for accounts that are bound to an issuer by an invitation link or by the
signed-in user."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.permission import Permission
from leftopen.model.user import LinkPurpose, SignInStage, User
from leftopen.service.identity import accounts, oidc_login, sessions
from leftopen.service.identity.id_token import IdTokenClaims
from leftopen.service.identity.oidc import AuthorizationRequest, OidcClient
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.web.console import oidc_state
from leftopen.web.console.http import cookies
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, get
from leftopen.web.console.http.urls import return_path
from leftopen.web.console.login import seated, start_session
from leftopen.web.console.oidc_state import OidcFlow, OidcState
from leftopen.web.console.pages import sign_in

BACK = "/sign-in/issuer/back"
UNREACHABLE = "The sign-in service is unreachable. Try again, or sign in with your password."
REFUSED = "The response from the sign-in service was rejected. Try again."
UNKNOWN = (
    "No account is connected to this sign-in. Open your invitation link, or sign in another way and connect "
    "it on your account page."
)
NOT_ANEW = (
    "The sign-in service did not confirm a new sign-in, so your identity is not confirmed. Sign out there "
    "and try again, or ask an admin for a new invitation link and choose a password."
)
WAIT = "Too many attempts. Try again in {n} seconds."


async def begin(request: ConsoleRequest) -> Response:
    """A browser that comes from another site sees the sign-in page first: no link elsewhere signs in."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return request.to("/sign-in")
    return await _redirect_to_issuer(
        request, OidcState(kind=OidcFlow.SIGN_IN, next=return_path(request.one("next", "/")))
    )


async def begin_to_join(request: ConsoleRequest) -> Response:
    """Starts from the invitation page; the link is used when the browser returns. A browser that comes
    from another site sees the invitation page first, which names the account."""
    _issuer(request)
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return request.to(f"/join/{request.parts['token']}")
    link = await asyncio.to_thread(accounts.get_link, request.workspace, request.parts["token"])
    if link.purpose is not LinkPurpose.JOIN:
        raise NotFound(accounts.GONE)
    return await _redirect_to_issuer(request, OidcState(kind=OidcFlow.JOIN, about=link.id))


async def begin_to_connect(request: ConsoleRequest) -> Response:
    """The session cookie never comes with a cross-site request, so this is the user's own action."""
    assert request.session is not None
    return await _redirect_to_issuer(
        request, OidcState(kind=OidcFlow.CONNECT, about=request.session.id, next="/me?said=connected")
    )


async def begin_to_confirm(request: ConsoleRequest) -> Response:
    """A fresh sign-in at the issuer confirms the identity of a user who has no second factor here."""
    assert request.session is not None
    _issuer(request)
    if not await asyncio.to_thread(oidc_login.may_confirm, request.workspace, request.person):
        return request.to("/unlock", next=return_path(request.one("next", "/")))
    next = return_path(request.one("next", "/"))
    return await _redirect_to_issuer(
        request, OidcState(kind=OidcFlow.CONFIRM, about=request.session.id, next=next)
    )


async def _redirect_to_issuer(request: ConsoleRequest, wanted: OidcState) -> Response:
    """Redirects the browser to the issuer, with a state that only this browser can bring back."""
    issuer, token = _issuer(request), request.login_flow or secrets.token_urlsafe(32)
    holder = _holder(token)
    challenge = request.state.challenges.make(wanted.purpose, holder)
    try:
        address = await issuer.address(_way(request, wanted, wanted.state(challenge), holder))
    except (ConnectionError, BadRequest) as error:
        # Throttled audit entries: the client is not authenticated yet.
        because = (
            "" if request.state.throttle.wait(f"begin {request.place}", request.place) else f"begin: {error}"
        )
        return await _refused(request, 502, UNREACHABLE, because)
    return cookies.set_browser_cookie(
        RedirectResponse(address, status_code=303), request.state.options, token
    )


async def back(request: ConsoleRequest) -> Response:
    """Handles the redirect from the issuer. A response from another browser, a repeated or a late one is
    rejected before any request to the issuer, and counts as no attempt: any page
    could send a browser here."""
    issuer, holder = _issuer(request), _holder(request.login_flow)
    try:
        wanted = _errand(request, holder)
    except BadRequest as error:
        return await _stray(request, f"back: {error}")
    wait = request.state.throttle.wait(f"issuer {request.place}", request.place, together="issuer")
    if wait:
        return await asyncio.to_thread(sign_in.sign_in_form, request, 429, request.t(WAIT, n=wait))
    try:
        if request.one("error") or request.one("iss", issuer.client.issuer) != issuer.client.issuer:
            raise BadRequest("error" if request.one("error") else "iss")
        way = _way(request, wanted, request.one("state"), holder)
        person = await issuer.person(request.workspace, way, request.one("code"))
    except ConnectionError as error:
        return await _refused(request, 502, UNREACHABLE, f"back: {error}")
    except BadRequest as error:
        sentence = NOT_ANEW if str(error) == "auth_time" else REFUSED
        return await _refused(request, 400, sentence, f"back: {error}")
    return await asyncio.to_thread(_finish, request, issuer.client.issuer, person, wanted)


async def _stray(request: ConsoleRequest, because: str) -> Response:
    """In the audit as often as somebody may be wrong, and no oftener."""
    stray = f"stray {request.place}"
    reason = "" if request.state.throttle.wait(stray, stray) else because
    return await _refused(request, 400, REFUSED, reason)


def _finish(request: ConsoleRequest, issuer: str, person: IdTokenClaims, wanted: OidcState) -> Response:
    """Raises NotFound and NotAllowed when the account can't be bound."""
    if wanted.kind is OidcFlow.CONNECT:
        oidc_login.connect(request.workspace, wanted.about, issuer, person)
        request.state.session_cache.forget()
        return request.draw("entered.html", to=wanted.next)
    if wanted.kind is OidcFlow.CONFIRM:
        token = oidc_login.confirm(request.workspace, wanted.about, issuer, person)
        request.state.session_cache.forget()
        answer = request.draw("entered.html", to=wanted.next)
        return cookies.set_cookie(answer, request.state.options, token)
    if wanted.kind is OidcFlow.JOIN:
        # The second factor at the issuer counts after the account is bound, not while binding it.
        user = oidc_login.join(request.workspace, wanted.about, issuer, person)
        return _sign_in(request, user, replace(person, both=False), wanted.next)
    known = oidc_login.find_user(request.workspace, issuer, person)
    if known is None:
        return sign_in.sign_in_form(request, 403, request.t(UNKNOWN))
    return _sign_in(request, known, person, wanted.next)


def _sign_in(request: ConsoleRequest, user: User, person: IdTokenClaims, next: str) -> Response:
    """A page that redirects by itself: after a cross-site redirect the browser would not send our cookie
    at once. The sign-in confirms the identity for as long as it is recent at the issuer."""
    request.state.throttle.forgive(f"issuer {request.place}", request.place)
    more = user.second or Passkeys(request.workspace.store.records).of(user.id)
    stage = SignInStage.CODE if more and not person.both else SignInStage.WHOLE
    token = start_session(request, user, stage, "issuer", both=person.both, ago=person.ago)
    answer = request.draw("entered.html", to="/sign-in/code" if stage is SignInStage.CODE else next)
    return cookies.set_by_issuer(seated(request, user, stage, token, answer), request.state.options)


def _errand(request: ConsoleRequest, holder: str) -> OidcState:
    """The flow of this response; spends the challenge. Raises BadRequest."""
    challenge, wanted = oidc_state.read(request.one("state"))
    if not request.state.challenges.spend(challenge, wanted.purpose, holder):
        raise BadRequest("state")
    return wanted


def _way(request: ConsoleRequest, wanted: OidcState, state: str, holder: str) -> AuthorizationRequest:
    challenges = request.state.challenges
    return AuthorizationRequest(
        redirect=request.state.options.origin(request.headers.get("host", "")) + BACK,
        state=state,
        nonce=challenges.derived(f"nonce {state}", holder),
        verifier=challenges.derived(f"verifier {state}", holder),
        begun=challenges.issued(oidc_state.read(state)[0]),
        again=wanted.kind is OidcFlow.CONFIRM,
    )


def _issuer(request: ConsoleRequest) -> OidcClient:
    """Raises NotFound when none is configured."""
    if request.state.issuer is None:
        raise NotFound("Page not found.")
    return request.state.issuer


def _holder(token: str) -> str:
    return f"in {sessions.digest(token)}" if token else ""


async def _refused(request: ConsoleRequest, status: int, sentence: str, because: str) -> Response:
    """`because`: the reason for the audit log, '' for no entry."""
    if because:
        await asyncio.to_thread(oidc_login.record_refusal, request.workspace, "unknown user", because)
    return await asyncio.to_thread(sign_in.sign_in_form, request, status, request.t(sentence))


page = Page(
    routes=(
        get("/sign-in/issuer", PublicAccess.ANYBODY, begin),
        get("/join/{token}/issuer", PublicAccess.ANYBODY, begin_to_join),
        get("/me/issuer", Permission.OWN, begin_to_connect, unlocked=True),
        get("/unlock/issuer", Permission.OWN, begin_to_confirm, before_second=True),
        get(BACK, PublicAccess.ANYBODY, back),
    ),
)
