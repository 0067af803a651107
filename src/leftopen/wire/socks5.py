"""SOCKS 5, the greeting alone (RFC 1928). Pure, never raises.

No request follows: CONNECT would make the proxy reach another machine.
"""

from __future__ import annotations

GREETING = b"\5\1\0"
"""Version 5, one way to log in: none."""
NO_LOGIN, NO_WAY = 0, 0xFF


def choice(raw: bytes) -> int | None:
    """What the proxy chooses, NO_LOGIN or NO_WAY; None for anything else."""
    return raw[1] if len(raw) == 2 and raw[0] == 5 and raw[1] in (NO_LOGIN, NO_WAY) else None
