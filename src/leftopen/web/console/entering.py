"""The step from the door to a chair: a sitting begins."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import LeftopenError
from leftopen.model.passkey import Party
from leftopen.model.user import Stage, User
from leftopen.service import accounts, sittings
from leftopen.web.console import cookies
from leftopen.web.console.asked import Asked


def seat(asked: Asked, user: User, stage: Stage, *, both: bool = False) -> str:
    """A new token at every step, so that one that was known before it is worth nothing after it. Raises
    BadRequest and NotFound where what `user` proved counts no longer."""
    records = asked.desk.store.records
    if asked.sitting is not None:
        records.sittings.end(asked.sitting.id)
    made, token = sittings.begin(asked.desk, user, stage, asked.headers.get("user-agent", ""), both=both)
    try:
        # Only now: who is locked out, reset or has a new password from here on has this sitting ended too.
        accounts.still(records.users.get(user.id), user)
    except LeftopenError:
        records.sittings.end(made.id)
        raise
    if stage is Stage.WHOLE:
        records.audit.add(asked.desk.clock(), user.name, "sign in", user.name, asked.client)
    asked.house.sitters.forget()
    return token


def begun(asked: Asked, user: User, stage: Stage, back: str) -> Response:
    """Sends the browser on, with its token."""
    token = seat(asked, user, stage)
    query = {"next": back} if back != "/" else {}
    answer = asked.to("/sign-in/code", **query) if stage is Stage.CODE else asked.to(back)
    return cookies.put(answer, asked.house.manner, token)


def party(asked: Asked) -> Party | None:
    """Who asks for passkeys here; None where the console was asked for by an address."""
    return asked.house.manner.party(asked.headers.get("host", ""))
