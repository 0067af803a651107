"""The way in by the word of an OpenID Connect issuer: for accounts that are bound to a person there, by their
invitation's link or by who is signed in."""

from __future__ import annotations

import asyncio
import secrets

from starlette.responses import RedirectResponse, Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.permission import Permission
from leftopen.model.user import Purpose, Stage, User
from leftopen.service import accounts, federated, sittings
from leftopen.service.id_token import Person
from leftopen.service.issuer import Issuer, Way
from leftopen.web.console import cookies, errand
from leftopen.web.console.address import inside
from leftopen.web.console.asked import Asked
from leftopen.web.console.entering import seat, seated
from leftopen.web.console.errand import Errand, Kind
from leftopen.web.console.pages import sign_in
from leftopen.web.console.route import Open, get

BACK = "/sign-in/issuer/back"
UNREACHABLE = "The sign-in service can't be reached now. Try again, or use your password."
REFUSED = "The answer of the sign-in service was not taken. Try again."
UNKNOWN = (
    "No account here is connected with this sign-in. Open the link of your invitation, or sign in otherwise "
    "and connect it under your name."
)
WAIT = "Too many tries: wait {n} seconds."


async def begin(asked: Asked) -> Response:
    return await _sent(asked, Errand(kind=Kind.SIGN_IN, next=inside(asked.one("next", "/"))))


async def begin_to_join(asked: Asked) -> Response:
    """From the page of an invitation: its link is used when the browser comes back. Who is led here from
    elsewhere is shown that page first, which says whose account it is."""
    _issuer(asked)
    if asked.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return asked.to(f"/join/{asked.parts['token']}")
    link = await asyncio.to_thread(accounts.the_link, asked.desk, asked.parts["token"])
    if link.purpose is not Purpose.JOIN:
        raise NotFound(accounts.GONE)
    return await _sent(asked, Errand(kind=Kind.JOIN, about=link.id))


async def begin_to_connect(asked: Asked) -> Response:
    """Our cookie comes with no other site's question, so this is the person's own act."""
    assert asked.sitting is not None
    return await _sent(asked, Errand(kind=Kind.CONNECT, about=asked.sitting.id, next="/me?said=connected"))


async def _sent(asked: Asked, wanted: Errand) -> Response:
    """Sends the browser to the issuer, with a question that only this browser can bring back."""
    issuer, token = _issuer(asked), asked.way_in or secrets.token_urlsafe(32)
    holder = _holder(token)
    challenge = asked.house.challenges.make(wanted.purpose, holder)
    try:
        address = await issuer.address(_way(asked, wanted.state(challenge), holder))
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
        wanted = _errand(asked, holder)
        if asked.one("error") or asked.one("iss", issuer.client.issuer) != issuer.client.issuer:
            raise BadRequest("error" if asked.one("error") else "iss")
        way = _way(asked, asked.one("state"), holder)
        person = await issuer.person(asked.desk, way, asked.one("code"))
    except ConnectionError as error:
        return await _no(asked, 502, UNREACHABLE, f"back: {error}")
    except BadRequest as error:
        return await _no(asked, 400, REFUSED, f"back: {error}")
    return await asyncio.to_thread(_arrived, asked, issuer.client.issuer, person, wanted)


def _arrived(asked: Asked, issuer: str, person: Person, wanted: Errand) -> Response:
    """Raises NotFound and NotAllowed where nothing can be bound."""
    if wanted.kind is Kind.CONNECT:
        federated.connect(asked.desk, wanted.about, issuer, person)
        asked.house.sitters.forget()
        return asked.draw("entered.html", to=wanted.next)
    if wanted.kind is Kind.JOIN:
        # What the issuer saw counts once the account is bound, and not for binding it.
        return _entered(asked, federated.join(asked.desk, wanted.about, issuer, person), False, wanted.next)
    user = federated.let_in(asked.desk, issuer, person)
    if user is None:
        return sign_in.sign_in_form(asked, 403, asked.t(UNKNOWN))
    return _entered(asked, user, person.both, wanted.next)


def _entered(asked: Asked, user: User, both: bool, next: str) -> Response:
    """A page that leads on by itself: a browser that was sent here from elsewhere would not bring our cookie
    along at once."""
    asked.house.throttle.forgive(f"issuer {asked.place}", asked.place)
    more = user.second or asked.desk.store.records.passkeys.of(user.id)
    stage = Stage.CODE if more and not both else Stage.WHOLE
    token = seat(asked, user, stage, both=both)
    answer = asked.draw("entered.html", to="/sign-in/code" if stage is Stage.CODE else next)
    return seated(asked, user, stage, token, answer)


def _errand(asked: Asked, holder: str) -> Errand:
    """What the person went for; spends the question. Raises BadRequest."""
    challenge, wanted = errand.read(asked.one("state"))
    if not asked.house.challenges.spend(challenge, wanted.purpose, holder):
        raise BadRequest("state")
    return wanted


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


routes = (
    get("/sign-in/issuer", Open.ANYBODY, begin),
    get("/join/{token}/issuer", Open.ANYBODY, begin_to_join),
    get("/me/issuer", Permission.OWN, begin_to_connect, unlocked=True),
    get(BACK, Open.ANYBODY, back),
)
