"""The way in: the one-time links, the password, the second factor; and the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.permission import Permission
from leftopen.model.user import Purpose, Stage, User
from leftopen.service import accounts, signing_in, sittings
from leftopen.web.console import cookies
from leftopen.web.console.address import inside
from leftopen.web.console.asked import Asked
from leftopen.web.console.door import SECOND
from leftopen.web.console.entering import begun, known, own_tries, party
from leftopen.web.console.route import Open, get, post

T = TypeVar("T")
WRONG = "The name or the password is wrong."
WRONG_CODE = "This is not the code of this half minute, or it was used already."
WAIT = "Too many tries: wait {n} seconds."


def linked(asked: Asked) -> Response:
    link = accounts.the_link(asked.desk, asked.parts["token"])
    name = asked.desk.store.records.users.get(link.user).name if link.user else ""
    return _first(asked, name=name, wanted=not link.user)


async def use_link(asked: Asked) -> Response:
    token, password = asked.parts["token"], asked.one("password")
    link = await asyncio.to_thread(accounts.the_link, asked.desk, token)
    name = asked.one("name")
    try:
        if password != asked.one("again"):
            raise BadRequest("the two passwords differ")
        if link.purpose is Purpose.SET_UP:
            user = await _slowly(asked, lambda: accounts.set_up(asked.desk, token, name, password))
        else:
            user = await _slowly(asked, lambda: accounts.join(asked.desk, token, password))
    except BadRequest as error:
        return _first(asked, 400, name=name, wanted=not link.user, wrong=asked.t(str(error)))
    return await asyncio.to_thread(begun, asked, user, Stage.WHOLE, SECOND)


def _first(asked: Asked, status: int = 200, *, name: str, wanted: bool, wrong: str = "") -> Response:
    issuer = f"{asked.path}/issuer" if asked.house.issuer is not None and not wanted else ""
    return asked.draw("first.html", status, name=name, wanted=wanted, wrong=wrong, issuer=issuer)


def form(asked: Asked) -> Response:
    if asked.sitting is not None and asked.sitting.stage is Stage.WHOLE:
        return asked.to(inside(asked.one("next", "/")))
    return sign_in_form(asked)


def sign_in_form(asked: Asked, status: int = 200, wrong: str = "") -> Response:
    return asked.draw(
        "sign_in.html", status, name=asked.one("name"), next=inside(asked.one("next", "/")), wrong=wrong,
        nobody=accounts.nobody_yet(asked.desk), party=party(asked), issuer=asked.house.issuer is not None,
    )  # fmt: skip


async def sign_in(asked: Asked) -> Response:
    name, password = asked.one("name").strip(), asked.one("password")
    own = await asyncio.to_thread(_known_as, asked, name)
    wait = asked.house.throttle.wait(name[:64], asked.place, known=own)
    if wait:
        return await asyncio.to_thread(sign_in_form, asked, 429, asked.t(WAIT, n=wait))
    user = await _slowly(asked, lambda: signing_in.by_password(asked.desk, name, password))
    if user is None:
        return await asyncio.to_thread(sign_in_form, asked, 400, asked.t(WRONG))
    asked.house.throttle.forgive(name[:64], asked.place, known=own)
    return await asyncio.to_thread(_half_or_whole, asked, user)


def _known_as(asked: Asked, name: str) -> str:
    """Only a browser that shows a mark costs a look at who is named."""
    return known(asked, asked.desk.store.records.users.named(name[:64])) if asked.marks else ""


def _half_or_whole(asked: Asked, user: User) -> Response:
    more = user.second or asked.desk.store.records.passkeys.of(user.id)
    return begun(asked, user, Stage.CODE if more else Stage.WHOLE, inside(asked.one("next", "/")))


def code_form(asked: Asked, status: int = 200, wrong: str = "") -> Response:
    return asked.draw(
        "code.html", status, next=inside(asked.one("next", "/")), wrong=wrong, party=party(asked)
    )


async def code(asked: Asked) -> Response:
    user = asked.person
    own = await asyncio.to_thread(known, asked, user)
    wait = asked.house.throttle.wait(f"code {user.id}", asked.place, known=own)
    if wait:
        return code_form(asked, 429, asked.t(WAIT, n=wait))
    if not user.second or not await asyncio.to_thread(
        signing_in.by_code, asked.desk, user, asked.one("code")
    ):
        return code_form(asked, 400, asked.t(WRONG_CODE))
    asked.house.throttle.forgive(f"code {user.id}", asked.place, known=own)
    return await asyncio.to_thread(begun, asked, user, Stage.WHOLE, inside(asked.one("next", "/")))


def sign_out(asked: Asked) -> Response:
    assert asked.sitting is not None
    asked.desk.store.records.sittings.end(asked.sitting.id)
    asked.audit("sign out", asked.person.name)
    asked.house.sitters.forget()
    return cookies.take_away(asked.to("/sign-in", said="signed_out"), asked.house.manner)


def unlock_form(asked: Asked, status: int = 200, wrong: str = "") -> Response:
    return asked.draw(
        "unlock.html", status, next=inside(asked.one("next", "/")), wrong=wrong, party=party(asked)
    )


async def unlock(asked: Asked) -> Response:
    user = asked.person
    assert asked.sitting is not None
    sitting = asked.sitting
    wait = asked.house.throttle.wait(own_tries(user), asked.place)
    if wait:
        return unlock_form(asked, 429, asked.t(WAIT, n=wait))
    if not await _slowly(asked, lambda: signing_in.again(asked.desk, user, asked.one("proof"))):
        return unlock_form(asked, 400, asked.t(WRONG_CODE if user.second else "The password is wrong."))
    asked.house.throttle.forgive(own_tries(user), asked.place)
    await asyncio.to_thread(sittings.unlock, asked.desk, sitting)
    asked.house.sitters.forget()
    return asked.to(inside(asked.one("next", "/")))


async def _slowly(asked: Asked, work: Callable[[], T]) -> T:
    """Passwords are slow on purpose; only a few at once, so that pages stay quick."""
    async with asked.house.slow:
        return await asyncio.to_thread(work)


routes = (
    get("/set-up/{token}", Open.ANYBODY, linked),
    post("/set-up/{token}", Open.ANYBODY, use_link),
    get("/join/{token}", Open.ANYBODY, linked),
    post("/join/{token}", Open.ANYBODY, use_link),
    get("/sign-in", Open.ANYBODY, form),
    post("/sign-in", Open.ANYBODY, sign_in),
    get("/sign-in/code", Open.HALF, code_form),
    post("/sign-in/code", Open.HALF, code),
    post("/sign-out", Permission.OWN, sign_out),
    get("/unlock", Permission.OWN, unlock_form),
    post("/unlock", Permission.OWN, unlock),
)
