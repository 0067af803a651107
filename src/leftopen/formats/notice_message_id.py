"""The Message-ID of a mail about a notice, from the notice's id; and the way back."""

from __future__ import annotations

import re

_OURS = re.compile(r"<notice-([0-9A-Za-z=]{1,200})@([A-Za-z0-9.-]{1,253})>")
_ESCAPED = re.compile(r"=([0-9a-f]{1,6})=")


def message_id(notice: str, origin: str) -> str:
    """`origin` is the sender's mail address. The same notice has the same one at every try."""
    local = re.sub(r"[^0-9A-Za-z]", lambda odd: f"={ord(odd[0]):x}=", notice)
    return f"<notice-{local}@{origin.rpartition('@')[2]}>"


def notice_of(text: str, origin: str) -> str:
    """The id of the notice; '' for a Message-ID that is not ours."""
    found = _OURS.fullmatch(text.strip())
    if found is None or found[2].lower() != origin.rpartition("@")[2].lower():
        return ""
    try:
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
    except (ValueError, OverflowError):
        return ""
