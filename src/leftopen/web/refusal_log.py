"""Logs requests that were refused for who asked: 401 and 403. Bounded, so that nobody fills the disk.

Of the path only its first word: what comes after may be a key or a link.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import Scope

from leftopen.present.log_events import WARNING, log_event
from leftopen.web.limits.token_bucket import TokenBucket

REFUSED = frozenset({401, 403})
LONGEST = 40


@dataclass(slots=True, kw_only=True)
class RefusalLog:
    """One line for each refusal, at most ten a second after a burst of fifty; then how many were left out."""

    monotonic: Callable[[], float] = time.monotonic
    _bucket: TokenBucket = field(default_factory=lambda: TokenBucket(burst=50, every_s=0.1))
    _left_out: int = 0

    def note(self, scope: Scope, status: int) -> None:
        """Writes the line, when `status` is a refusal."""
        if status not in REFUSED:
            return
        if not self._bucket.take(self.monotonic()):
            self._left_out += 1
            return
        client = scope.get("client") or ("unknown", 0)
        first = "/" + str(scope["path"]).lstrip("/").partition("/")[0][:LONGEST]
        message = f"refused with {status}: {scope['method']} {first!r} from {client[0]}"
        log_event(WARNING, "refused", message, {"status": status, "client": client[0]})
        if self._left_out:
            message = f"{self._left_out} more refused requests were not logged"
            log_event(WARNING, "refused_more", message, {"count": self._left_out})
            self._left_out = 0
