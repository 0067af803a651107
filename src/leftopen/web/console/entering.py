"""The step from the door to a chair: a sitting begins."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import LeftopenError
from leftopen.model.passkey import Party
from leftopen.model.user import Stage, User
from leftopen.service import accounts, known_browser, sittings
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
    return seated(asked, user, stage, token, answer)


def seated(asked: Asked, user: User, stage: Stage, token: str, answer: Response) -> Response:
    """The answer with the sitting's token; once all is proved, the browser is known from then on."""
    cookies.put(answer, asked.house.manner, token)
    is_new = stage is Stage.WHOLE and not known(asked, user)
    return remember(asked, user, answer) if is_new else answer


def remember(asked: Asked, user: User, answer: Response) -> Response:
    mark = known_browser.mark(asked.desk, user)
    label = known_browser.label(asked.desk, user)
    return cookies.remember(answer, asked.house.manner, label, mark) if mark else answer


def known(asked: Asked, user: User | None) -> str:
    """The name of this browser, where that person signed in with it before; '' otherwise."""
    if user is None or not asked.marks:
        return ""
    shown = asked.marks.get(known_browser.label(asked.desk, user), "")
    return known_browser.known(asked.desk, user, shown)


def own_tries(user: User) -> str:
    """What somebody who is signed in tries counts apart from what strangers try at the same name."""
    return f"own {user.id}"


def party(asked: Asked) -> Party | None:
    """Who asks for passkeys here; None where the console was asked for by an address."""
    return asked.house.manner.party(asked.headers.get("host", ""))
