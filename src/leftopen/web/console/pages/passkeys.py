"""Passkeys: under one's own account, as the way in, as the second factor, and as the proof of who sits
there."""

from __future__ import annotations

import asyncio
import secrets

from starlette.responses import Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.permission import Permission
from leftopen.model.user import Stage, User
from leftopen.service import passkeys, sittings
from leftopen.service.passkeys import Asking
from leftopen.web.console import cookies
from leftopen.web.console.address import inside
from leftopen.web.console.asked import Asked
from leftopen.web.console.entering import begun, party
from leftopen.web.console.pages import sign_in
from leftopen.web.console.route import Open, get, post

REFUSED = "This passkey was not taken: it is not known here, or the question was too old. Try again."
WAIT = "Too many tries: wait {n} seconds."


def form(asked: Asked, status: int = 200, wrong: str = "") -> Response:
    return asked.draw("passkey.html", status, party=party(asked), name=asked.one("name"), wrong=wrong)


def to_add(asked: Asked) -> Response:
    return asked.lines(passkeys.to_add(asked.desk, _asking(asked), asked.person))


def add(asked: Asked) -> Response:
    try:
        passkeys.add(asked.desk, _asking(asked), asked.person, asked.one("name"), asked.one("credential"))
    except BadRequest as error:
        return form(asked, 400, asked.t(str(error)))
    asked.house.sitters.forget()
    return asked.to("/me", said="passkey")


def rename(asked: Asked) -> Response:
    passkeys.rename(asked.desk, asked.person, asked.one("id"), asked.one("name"))
    return asked.to("/me", said="changed")


def remove(asked: Asked) -> Response:
    passkeys.remove(asked.desk, asked.person, asked.one("id"))
    asked.house.sitters.forget()
    return asked.to("/me", said="removed")


def to_prove(asked: Asked) -> Response:
    """Whoever is not signed in is asked for any passkey, and learns nothing about anybody's."""
    token = asked.way_in or secrets.token_urlsafe(32)
    options = passkeys.to_prove(asked.desk, _asking(asked, token), asked.user)
    answer = asked.lines(options)
    return answer if asked.sitting else cookies.tell_again(answer, asked.house.manner, token)


async def enter(asked: Asked) -> Response:
    """The way in, with nothing else asked for."""
    if asked.sitting is not None:
        return asked.to("/sign-in/code" if asked.sitting.stage is Stage.CODE else "/")
    try:
        user = await asyncio.to_thread(passkeys.holder_of, asked.desk, asked.one("credential"))
    except BadRequest:
        user = None
    status, wrong = await _wrong(asked, user)
    if wrong or user is None:
        return await asyncio.to_thread(sign_in.sign_in_form, asked, status, wrong)
    return await asyncio.to_thread(begun, asked, user, Stage.WHOLE, inside(asked.one("next", "/")))


async def second(asked: Asked) -> Response:
    """After the password, instead of a code."""
    status, wrong = await _wrong(asked, asked.person)
    if wrong:
        return sign_in.code_form(asked, status, wrong)
    return await asyncio.to_thread(begun, asked, asked.person, Stage.WHOLE, inside(asked.one("next", "/")))


async def unlock(asked: Asked) -> Response:
    assert asked.sitting is not None
    status, wrong = await _wrong(asked, asked.person)
    if wrong:
        return sign_in.unlock_form(asked, status, wrong)
    await asyncio.to_thread(sittings.unlock, asked.desk, asked.sitting)
    asked.house.sitters.forget()
    return asked.to(inside(asked.one("next", "/")))


async def _wrong(asked: Asked, user: User | None) -> tuple[int, str]:
    """Why the answer does not count, with its status; '' when it does. As often as passwords."""
    name = f"passkey {user.id if user else ''}"
    # Nobody guesses a signature: where a passkey is known, others' tries are no reason to wait.
    wait = asked.house.throttle.wait(name, asked.place, by_name=user is None)
    if wait:
        return 429, asked.t(WAIT, n=wait)
    answer = asked.one("credential")
    if not await asyncio.to_thread(passkeys.by_passkey, asked.desk, _asking(asked), user, answer):
        return 400, asked.t(REFUSED)
    asked.house.throttle.forgive(name, asked.place)
    return 200, ""


def _asking(asked: Asked, token: str = "") -> Asking:
    """Raises NotFound where the console was asked for by an address."""
    found, way_in = party(asked), token or asked.way_in
    if found is None:
        raise NotFound("Passkeys need a name: this console was asked for by its address.")
    before = f"in {sittings.digest(way_in)}" if way_in else ""
    holder = asked.sitting.id if asked.sitting else before
    return Asking(challenges=asked.house.challenges, party=found, holder=holder)


routes = (
    get("/me/passkeys/new", Permission.OWN, form, unlocked=True),
    post("/me/passkeys/options", Permission.OWN, to_add, unlocked=True),
    post("/me/passkeys/add", Permission.OWN, add, unlocked=True),
    post("/me/passkeys/rename", Permission.OWN, rename),
    post("/me/passkeys/remove", Permission.OWN, remove, unlocked=True),
    post("/passkey/options", Open.ANYBODY, to_prove),
    post("/sign-in/passkey", Open.ANYBODY, enter),
    post("/sign-in/code/passkey", Open.HALF, second),
    post("/unlock/passkey", Permission.OWN, unlock),
)
