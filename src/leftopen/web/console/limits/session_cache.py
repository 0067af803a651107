"""The session of each request. Sessions and users are cached for one second, so that a wrong cookie costs no
database query; a flood of wrong cookies waits. When a session was last used is written beside the response:
reading works even while records can't be written, for example on a full disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.errors import StoreFailed
from leftopen.model.user import Session, User
from leftopen.service.identity import sessions
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.store.records.entities.identity.users import Users
from leftopen.web.limits.token_bucket import TokenBucket

FRESH_S = 1.0
LONGEST_TOKEN = 100
AT_ONCE = 40.0
HELD_S = 0.5
# Few enough that delayed requests leave room in the guard for all others.
MOST_HELD = 24
# Longer than any write takes; a write that waits for a lock must not delay a page.
WAITED_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInUser:
    """`has_passkey`: the user has a passkey."""

    session: Session
    user: User
    has_passkey: bool


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
        people = {user.id: user for user in Users(workspace.store.records).readable()}
        keyed, listed = Passkeys(workspace.store.records).owners(), Sessions(workspace.store.records).list()
        return {
            one.id: SignedInUser(session=one, user=people[one.user], has_passkey=one.user in keyed)
            for one in listed
            if one.user in people
        }

    return SessionCache(load=load, clock=workspace.clock, monotonic=workspace.monotonic)


@dataclass(slots=True, kw_only=True)
class BadCookieDelay:
    """Twenty wrong cookies a second pass without delay; beyond that, up to 24 at once wait half a second."""

    monotonic: Callable[[], float]
    held: int = 0
    _wrong: TokenBucket = field(default_factory=lambda: TokenBucket(burst=AT_ONCE, every_s=0.05))

    async def wrong(self) -> None:
        if self._wrong.take(self.monotonic()) or self.held >= MOST_HELD:
            return
        self.held += 1
        try:
            await asyncio.sleep(HELD_S)
        finally:
            self.held -= 1


@dataclass(slots=True)
class LastSeenWriter:
    """Bound to one event loop. One write at a time per session, because a waiting write occupies a thread."""

    _under_way: dict[str, asyncio.Task[object]] = field(default_factory=dict)

    async def seen(self, session: str, write: Callable[[], object]) -> None:
        """Calls `write` in a thread. Raises what it raises within half a second, except StoreFailed: then
        the session only ends sooner."""
        if session in self._under_way:
            return
        task: asyncio.Task[object] = asyncio.create_task(asyncio.to_thread(write))
        self._under_way[session] = task
        task.add_done_callback(lambda done: self._over(session, done))
        await asyncio.wait((task,), timeout=WAITED_S)
        if task.done() and not isinstance(task.exception(), StoreFailed):
            task.result()

    def _over(self, session: str, task: asyncio.Task[object]) -> None:
        del self._under_way[session]
        if not task.cancelled():
            # Read the exception, or the loop would log it as never retrieved.
            task.exception()
