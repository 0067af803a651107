"""The greeting of Subversion's own server (`svn://`). Pure, bounded, never raises.

Source: `subversion/libsvn_ra_svn/protocol` of Subversion:
`( success ( minver maxver mechs ( capability … ) ) )`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 2048
_GREETING = re.compile(
    rb"\( success \( (\d{1,2}) (\d{1,2}) \( (?:[A-Z0-9-]{1,20} ){0,8}\) "
    rb"\( ((?:[a-z0-9-]{1,40} ){0,60})\) \) \) "
)
_FAILURE = re.compile(rb"\( failure \( \( \d{1,7} \d{1,4}:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The versions of the protocol, and what the server can do."""

    low: int
    high: int
    capabilities: tuple[str, ...]


def greeting(raw: bytes) -> Greeting | None:
    """None for anything but a whole greeting."""
    fits = _GREETING.match(raw[:LONGEST])
    if fits is None:
        return None
    return Greeting(low=int(fits[1]), high=int(fits[2]), capabilities=tuple(fits[3].decode().split()))


def fails(raw: bytes) -> bool:
    """A failure in place of the greeting: the server has no room or no repository."""
    return bool(_FAILURE.match(raw[:LONGEST]))
