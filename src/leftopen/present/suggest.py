"""The known name that was probably meant by one that is none."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NEAR = 0.7


def closest(name: str, known: Iterable[str]) -> str:
    """Only one that a slip explains, or '': `os` is no help for `nosuch`."""
    return next(iter(difflib.get_close_matches(name[:64].lower(), list(known), n=1, cutoff=NEAR)), "")
