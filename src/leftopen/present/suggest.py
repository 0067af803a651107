"""Suggests the known name that was probably meant by an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NEAR = 0.7


def closest(name: str, known: Iterable[str]) -> str:
    """Only a name that a typing error explains, or '': `os` is no suggestion for `nosuch`."""
    return next(iter(difflib.get_close_matches(name[:64].lower(), list(known), n=1, cutoff=NEAR)), "")
