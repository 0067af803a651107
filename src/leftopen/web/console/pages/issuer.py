"""The way in by the word of an OpenID Connect issuer, for people who were invited here."""

from __future__ import annotations

import asyncio
import base64
import secrets

from starlette.responses import RedirectResponse, Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.user import Stage
from leftopen.service import federated, sittings
from leftopen.service.id_token import Person
from leftopen.service.issuer import Issuer, Way
from leftopen.web.console import cookies
from leftopen.web.console.address import inside
from leftopen.web.console.asked import Asked
from leftopen.web.console.entering import seat, seated
from leftopen.web.console.pages import sign_in
from leftopen.web.console.route import Open, get

BACK = "/sign-in/issuer/back"
PURPOSE = "sign in by the issuer to "
UNREACHABLE = "The sign-in service can't be reached now. Try again, or use your password."
REFUSED = "The answer of the sign-in service was not taken. Try again."
UNKNOWN = "Nobody of this name was invited here. Ask an admin."
WAIT = "Too many tries: wait {n} seconds."


async def begin(asked: Asked) -> Response:
    """Sends the browser to the issuer, with a question that only this browser can bring back."""
    issuer, token = _issuer(asked), asked.way_in or secrets.token_urlsafe(32)
    next, holder = inside(asked.one("next", "/")), _holder(token)
    challenge = asked.house.challenges.make(PURPOSE + next, holder)
    try:
        address = await issuer.address(_way(asked, f"{_text(challenge)}.{_text(next.encode())}", holder))
    except (ConnectionError, BadRequest) as error:
        # As often as somebody may be wrong, and no oftener: whoever asks is nobody yet.
        because = "" if asked.house.throttle.wait(f"begin {asked.place}", asked.place) else f"begin: {error}"
        return await _no(asked, 502, UNREACHABLE, because)
    return cookies.tell_again(RedirectResponse(address, status_code=303), asked.house.manner, token)


async def back(asked: Asked) -> Response:
    """What the issuer sends the browser back with. Of another browser, a second time or late it is refused
    before anybody is asked."""
    issuer, holder = _issuer(asked), _holder(asked.way_in)
    wait = asked.house.throttle.wait(f"issuer {asked.place}", asked.place, together="issuer")
    if wait:
        return await asyncio.to_thread(sign_in.sign_in_form, asked, 429, asked.t(WAIT, n=wait))
    try:
        next = _next(asked, holder)
        if asked.one("error") or asked.one("iss", issuer.client.issuer) != issuer.client.issuer:
            raise BadRequest("error" if asked.one("error") else "iss")
        way = _way(asked, asked.one("state"), holder)
        person = await issuer.person(asked.desk, way, asked.one("code"))
    except ConnectionError as error:
        return await _no(asked, 502, UNREACHABLE, f"back: {error}")
    except BadRequest as error:
        return await _no(asked, 400, REFUSED, f"back: {error}")
    return await asyncio.to_thread(_entered, asked, issuer, person, next)


def _entered(asked: Asked, issuer: Issuer, person: Person, next: str) -> Response:
    """A page that leads on by itself: a browser that was sent here from elsewhere would not bring our cookie
    along at once."""
    user = federated.let_in(asked.desk, issuer.client.issuer, person)
    if user is None:
        return sign_in.sign_in_form(asked, 403, asked.t(UNKNOWN))
    asked.house.throttle.forgive(f"issuer {asked.place}", asked.place)
    more = user.second or asked.desk.store.records.passkeys.of(user.id)
    stage = Stage.CODE if more and not person.both else Stage.WHOLE
    token = seat(asked, user, stage, both=person.both)
    answer = asked.draw("entered.html", to="/sign-in/code" if stage is Stage.CODE else next)
    return seated(asked, user, stage, token, answer)


def _next(asked: Asked, holder: str) -> str:
    """Where the person wanted to go; spends the question. Raises BadRequest."""
    first, _, second = asked.one("state").partition(".")
    try:
        challenge, next = _raw(first), _raw(second).decode()
    except ValueError:
        raise BadRequest("state") from None
    as_made = f"{_text(challenge)}.{_text(next.encode())}"
    if as_made != asked.one("state") or not asked.house.challenges.spend(challenge, PURPOSE + next, holder):
        raise BadRequest("state")
    return inside(next)


def _way(asked: Asked, state: str, holder: str) -> Way:
    challenges = asked.house.challenges
    return Way(
        redirect=asked.house.manner.origin(asked.headers.get("host", "")) + BACK,
        state=state,
        nonce=challenges.derived(f"nonce {state}", holder),
        verifier=challenges.derived(f"verifier {state}", holder),
    )


def _issuer(asked: Asked) -> Issuer:
    """Raises NotFound where none is set."""
    if asked.house.issuer is None:
        raise NotFound("There is nothing here.")
    return asked.house.issuer


def _holder(token: str) -> str:
    return f"in {sittings.digest(token)}" if token else ""


async def _no(asked: Asked, status: int, sentence: str, because: str) -> Response:
    """`because`: the word of it for the audit, '' for none."""
    if because:
        await asyncio.to_thread(federated.refused, asked.desk, "unknown person", because)
    return await asyncio.to_thread(sign_in.sign_in_form, asked, status, asked.t(sentence))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


routes = (get("/sign-in/issuer", Open.ANYBODY, begin), get(BACK, Open.ANYBODY, back))
