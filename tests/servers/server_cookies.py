"""Cookies that a server itself set for this visitor, as for everybody: giving one back is no login."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SET = re.compile(rb"(?i)\r\nset-cookie:[ \t]{0,8}([^;\r\n]{1,4096})")
_GIVEN_BACK = re.compile(rb"\r\nCookie: ([^\r\n]{1,8192})(?=\r\n)")


def given(heard: Iterable[bytes]) -> frozenset[bytes]:
    """The pairs `name=value` that one server set, in all that it said. In the clear only."""
    return frozenset(found[1].strip() for one in heard for found in _SET.finditer(one))


def without(answer: bytes, pairs: frozenset[bytes]) -> bytes:
    """What a visitor said without the `Cookie` lines that hold nothing but the server's own pairs."""
    return _GIVEN_BACK.sub(lambda found: b"" if set(found[1].split(b"; ")) <= pairs else found[0], answer)
