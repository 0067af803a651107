"""A time zone by its name in the IANA database, which this system may not have."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def time_zone(name: str) -> tzinfo:
    """UTC for ''. Raises ValueError."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"this system does not know the time zone {name[:60]!r}") from None
