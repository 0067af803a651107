"""Recognises a plain mail address.

Narrower than RFC 5321 and RFC 6068 on purpose: no quoted local parts, no comments, no percent codes; nothing
that could hold or become a line end.
"""

from __future__ import annotations

import re

_ATOM = r"[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 254


def is_mail_address(text: str) -> bool:
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None
