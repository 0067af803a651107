"""Random questions whose answers count once, for whom they were asked, within five minutes.

A question carries its own moment and a code of this process, so that whoever asks for a million of them costs
no memory: only those that were answered are remembered, until they are too old anyway.
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
from datetime import datetime

LASTS_S = 300
MOST_SPENT = 100_000
_RANDOM, _MOMENT = 16, struct.Struct(">d")


@dataclass(slots=True, kw_only=True)
class Challenges:
    """From any thread. `purpose` keeps an answer to one question from being one to another; `holder` is the
    sitting, or the browser before there is one."""

    clock: Callable[[], datetime]
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _spent: OrderedDict[bytes, float] = field(default_factory=OrderedDict, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def make(self, purpose: str, holder: str) -> bytes:
        body = secrets.token_bytes(_RANDOM) + _MOMENT.pack(self.clock().timestamp())
        return body + self._code(body, purpose, holder)

    def spend(self, challenge: bytes, purpose: str, holder: str) -> bool:
        """True once: whether it was asked here, of that holder, for that, and not too long ago."""
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

    def derived(self, word: str, holder: str) -> str:
        """A secret of that holder's that need not be kept: the same as long as this process lives."""
        return self._code(word.encode(), "derived", holder).hex()

    def _forget(self, now: float) -> None:
        while self._spent and now - next(iter(self._spent.values())) > LASTS_S:
            self._spent.popitem(last=False)

    def _code(self, body: bytes, purpose: str, holder: str) -> bytes:
        told = b"\0".join((purpose.encode(), holder.encode("utf-8", "replace"), body))
        return hmac.digest(self._key, told, hashlib.sha256)
