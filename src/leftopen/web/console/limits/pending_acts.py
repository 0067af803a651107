"""What a user asked for, until they have confirmed their identity: then it goes on without another click."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

from cachetools import TTLCache
from starlette.responses import RedirectResponse

from leftopen.web.console.http.form_body import Pairs

MOST, VALID_S = 1000, 600
LARGEST = 60_000
"""Characters of a form that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAct:
    """A form that was sent to `path` from the page `back`; `token` names it in the form that confirms."""

    token: str
    path: str
    back: str
    form: Pairs


class GoesOn(RedirectResponse):
    """The response to a confirmation: the console does the act, with the session's new `token`."""

    def __init__(self, act: PendingAct, token: str) -> None:
        super().__init__(act.back, status_code=303)
        self.act, self.token = act, token


class PendingActs:
    """In memory, the newest of each session. Thread-safe."""

    def __init__(self) -> None:
        self._acts: TTLCache[str, PendingAct] = TTLCache(MOST, VALID_S)
        self._guard = threading.Lock()

    def keep(self, session: str, path: str, back: str, form: Pairs) -> None:
        if sum(len(name) + len(value) for name, value in form) > LARGEST:
            return
        act = PendingAct(token=secrets.token_urlsafe(16), path=path, back=back, form=form)
        with self._guard:
            self._acts[session] = act

    def waiting(self, session: str, back: str) -> str:
        """The token of the act that was asked for on the page `back`; '' for none."""
        with self._guard:
            act = self._acts.get(session)
        return act.token if act is not None and act.back == back else ""

    def take(self, session: str, token: str) -> PendingAct | None:
        """The act that the user confirmed. It is done once."""
        with self._guard:
            act = self._acts.pop(session, None)
        return act if act is not None and secrets.compare_digest(act.token, token) else None
