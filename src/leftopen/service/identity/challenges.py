"""Issues random challenges; a response counts once, for its holder, within five minutes.

A challenge carries its own time and a code of this process, so that a million challenges cost no memory. Only
those that were used are remembered, until they expire.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

LASTS_S = 300
MOST_SPENT = 100_000
_RANDOM, _MOMENT = 16, struct.Struct(">d")


@dataclass(slots=True, kw_only=True)
class Challenges:
    """Thread-safe. `purpose` keeps a response to one kind of challenge from counting for another; `holder` is
    the session, or the browser before a session exists."""

    clock: Callable[[], datetime]
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _spent: OrderedDict[bytes, float] = field(default_factory=OrderedDict, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def make(self, purpose: str, holder: str) -> bytes:
        body = secrets.token_bytes(_RANDOM) + _MOMENT.pack(self.clock().timestamp())
        return body + self._code(body, purpose, holder)

    def spend(self, challenge: bytes, purpose: str, holder: str) -> bool:
        """True once, if this process issued the challenge to that holder for that purpose and it has not
        expired."""
        body = challenge[: _RANDOM + _MOMENT.size]
        right = hmac.compare_digest(challenge[len(body) :], self._code(body, purpose, holder))
        if not holder or not right or len(body) != _RANDOM + _MOMENT.size:
            return False
        now, asked = self.clock().timestamp(), float(_MOMENT.unpack(body[_RANDOM:])[0])
        with self._guard:
            self._forget(now)
            if not 0 <= now - asked < LASTS_S or body in self._spent or len(self._spent) >= MOST_SPENT:
                return False
            self._spent[body] = now
        return True

    @staticmethod
    def issued(challenge: bytes) -> datetime:
        """When a challenge that was found to be ours was issued."""
        body = challenge[_RANDOM : _RANDOM + _MOMENT.size]
        return datetime.fromtimestamp(_MOMENT.unpack(body)[0], UTC)

    def derived(self, word: str, holder: str) -> str:
        """A secret of the holder that needs no storage: constant for the life of this process."""
        return self._code(word.encode(), "derived", holder).hex()

    def _forget(self, now: float) -> None:
        while self._spent and now - next(iter(self._spent.values())) > LASTS_S:
            self._spent.popitem(last=False)

    def _code(self, body: bytes, purpose: str, holder: str) -> bytes:
        content = b"\0".join((purpose.encode(), holder.encode("utf-8", "replace"), body))
        return hmac.digest(self._key, content, hashlib.sha256)
