"""One's own account: password, second factor, browsers that are signed in, how pages look."""

from __future__ import annotations

import asyncio

import segno
from starlette.responses import Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.permission import Permission
from leftopen.service import federated, second_factor, signing_in, sittings
from leftopen.web.console.address import path_of
from leftopen.web.console.asked import Asked
from leftopen.web.console.door import SECOND
from leftopen.web.console.entering import own_tries, party, remember
from leftopen.web.console.route import get, post

ISSUER = "leftopen"
QUIET = 4


def page(asked: Asked, status: int = 200, wrong: str = "") -> Response:
    now = asked.desk.clock()
    listed = asked.desk.store.records.sittings.list()
    own = [one for one in listed if one.user == asked.person.id and sittings.alive(one, now)]
    return asked.draw(
        "account.html", status, sittings=own, wrong=wrong, party=party(asked), by_name=_by_name(asked),
        passkeys=asked.desk.store.records.passkeys.of(asked.person.id), issuer=_issuer(asked),
        connected=federated.is_bound(asked.person, _issuer(asked)),
    )  # fmt: skip


def _issuer(asked: Asked) -> str:
    """'' where none is set."""
    return asked.house.issuer.client.issuer if asked.house.issuer is not None else ""


def _by_name(asked: Asked) -> str:
    """The address with a name, for who came by one without."""
    manner = asked.house.manner
    parties = [found for name in sorted(manner.names) if (found := manner.party(name))]
    return parties[0].origin if parties else ""


async def password(asked: Asked) -> Response:
    user, old, new = asked.person, asked.one("old"), asked.one("password")
    assert asked.sitting is not None
    own = asked.sitting.id
    wait = asked.house.throttle.wait(own_tries(user), asked.place)
    try:
        if wait:
            raise BadRequest(f"too many tries: wait {wait} seconds")
        if new != asked.one("again"):
            raise BadRequest("the two passwords differ")
        async with asked.house.slow:
            change = signing_in.change_password
            changed = await asyncio.to_thread(change, asked.desk, user, old, new, own)
    except BadRequest as error:
        return await asyncio.to_thread(page, asked, 400, asked.t(str(error)))
    asked.house.throttle.forgive(own_tries(user), asked.place)
    asked.house.sitters.forget()
    return await asyncio.to_thread(remember, asked, changed, asked.to("/me", said="password"))


def second(asked: Asked) -> Response:
    """Needs a proof of who sits there, for it proves everything from then on."""
    if not asked.unlocked:
        return asked.to("/unlock", next=SECOND)
    _, sealed = signing_in.offered(asked.desk, asked.person)
    return _second(asked, sealed)


def _second(asked: Asked, sealed: str, status: int = 200, wrong: str = "") -> Response:
    secret = signing_in.shown(asked.desk, asked.person, sealed)
    code = segno.make(second_factor.uri(secret, asked.person.name, ISSUER), error="m")
    rows = [list(row) for row in code.matrix_iter(border=QUIET)]
    return asked.draw(
        "second.html", status, sealed=sealed, secret=second_factor.text(secret), width=len(rows),
        squares=_squares(rows), wrong=wrong, party=party(asked),
    )  # fmt: skip


def _squares(rows: list[list[int]]) -> str:
    """The dark squares as one SVG path."""
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


def take_second(asked: Asked) -> Response:
    if not asked.unlocked:
        return asked.to("/unlock", next=SECOND)
    sealed = asked.one("sealed")
    wait = asked.house.throttle.wait(own_tries(asked.person), asked.place)
    try:
        if wait:
            raise BadRequest(f"too many tries: wait {wait} seconds")
        signing_in.take_second(asked.desk, asked.person, sealed, asked.one("code"))
    except BadRequest as error:
        return _second(asked, sealed, 400, asked.t(str(error)))
    asked.house.throttle.forgive(own_tries(asked.person), asked.place)
    asked.house.sitters.forget()
    return asked.to("/me", said="second")


def look(asked: Asked) -> Response:
    user = asked.person
    theme, language = asked.one("theme", user.theme), asked.one("language", user.language)
    signing_in.prefer(asked.desk, user, theme=theme, language=language)
    asked.house.sitters.forget()
    return asked.to(path_of(asked.headers.get("referer", ""), asked.headers.get("host", "")))


def end(asked: Asked) -> Response:
    """One of one's own; of somebody else's there is none."""
    id = asked.one("id")
    listed = asked.desk.store.records.sittings.list()
    if not any(one.id == id and one.user == asked.person.id for one in listed):
        raise NotFound("there is no such sitting")
    asked.desk.store.records.sittings.end(id)
    asked.audit("sitting ended", asked.person.name)
    asked.house.sitters.forget()
    return asked.to("/me", said="ended")


routes = (
    get("/me", Permission.OWN, page),
    post("/me/password", Permission.OWN, password),
    get(SECOND, Permission.OWN, second),
    post(SECOND, Permission.OWN, take_second),
    post("/me/look", Permission.OWN, look),
    post("/me/sittings/end", Permission.OWN, end, unlocked=True),
)
