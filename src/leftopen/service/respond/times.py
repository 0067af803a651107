"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

from leftopen.errors import BadRequest


def moment_of(text: str) -> datetime:
    """A date and time with its zone, in UTC. Raises BadRequest, also without a zone: nobody could say when a
    clock ends."""
    try:
        moment = datetime.fromisoformat(text.strip()[:40])
    except ValueError:
        raise BadRequest(f"{text[:40]!r} is not a time such as 2027-01-31T09:30Z") from None
    if moment.tzinfo is None:
        raise BadRequest(f"{text[:40]!r} has no time zone: add Z for UTC, or an offset such as +01:00")
    return moment.astimezone(UTC)
