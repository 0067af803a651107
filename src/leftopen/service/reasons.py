"""The reason that a person gives for a decision, a hold or an erasure."""

from __future__ import annotations

from leftopen.errors import NotAllowed


def require_reason(why: str | None) -> None:
    """Raises NotAllowed where there is none."""
    if not (why or "").strip():
        raise NotAllowed("the reason is missing")
