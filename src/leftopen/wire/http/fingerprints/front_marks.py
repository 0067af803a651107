"""Programs by a redirect, a header or the first bytes of their front page, one row each. Pure.

A row is a name of a program, or of what carries one; no row proves that anything is open.
"""

from __future__ import annotations

import re

from msgspec import Struct

from leftopen.model.channel import Reply
from leftopen.model.packaged import read_rules

LOOKED_AT = 16384


class FrontMark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a row gives must hold. `statuses` () for any; `header` a name, and what its whole value
    matches; `body` is searched in the first 16 KiB. `example` is a value of the header or a body."""

    product: str
    example: str
    statuses: tuple[int, ...] = (200,)
    header: str = ""
    value: str = ""
    body: str = ""

    def shows(self, front: Reply, page: str) -> bool:
        """`page`: the text of `front` in which `body` is searched."""
        if self.statuses and front.status not in self.statuses:
            return False
        if self.header and not re.fullmatch(self.value, front.header(self.header)[:500]):
            return False
        return not self.body or re.search(self.body, page) is not None


MARKS = read_rules("leftopen.wire.http.fingerprints", "front_marks", FrontMark)


def product(front: Reply) -> str:
    """The program of this front page, or ''."""
    page = front.body[:LOOKED_AT].decode("latin-1")
    return next((mark.product for mark in MARKS if mark.shows(front, page)), "")
