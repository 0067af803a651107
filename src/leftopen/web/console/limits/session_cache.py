"""Caches sessions and users for one second, so that a wrong cookie costs no database query."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.user import Session, User
from leftopen.service.identity import sessions
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.store.records.entities.identity.users import Users

FRESH_S = 1.0
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInUser:
    """`keyed`: the user has a passkey."""

    session: Session
    user: User
    keyed: bool


Known = dict[str, SignedInUser]


@dataclass(slots=True, kw_only=True)
class SessionCache:
    """`load` blocks. Changes by this process are visible at once (`forget`), changes by others within a
    second."""

    load: Callable[[], Known]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    _known: Known = field(default_factory=dict)
    _loaded: float = float("-inf")
    _guard: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, token: str) -> SignedInUser | None:
        """Raises StoreFailed."""
        if not 0 < len(token) <= LONGEST_TOKEN:
            return None
        if self.monotonic() - self._loaded > FRESH_S:
            async with self._guard:
                if self.monotonic() - self._loaded > FRESH_S:
                    began = self.monotonic()
                    self._known = await asyncio.to_thread(self.load)
                    self._loaded = began
        found = self._known.get(sessions.digest(token))
        if found is None or found.user.disabled or not sessions.alive(found.session, self.clock()):
            return None
        return found

    def forget(self) -> None:
        """Thread-safe: the next request loads the sessions again."""
        self._loaded = float("-inf")


def of(workspace: Workspace) -> SessionCache:
    def load() -> Known:
        people = {user.id: user for user in Users(workspace.store.records).list()}
        keyed, listed = Passkeys(workspace.store.records).owners(), Sessions(workspace.store.records).list()
        return {
            one.id: SignedInUser(session=one, user=people[one.user], keyed=one.user in keyed)
            for one in listed
            if one.user in people
        }

    return SessionCache(load=load, clock=workspace.clock, monotonic=workspace.monotonic)
