"""Tells Message-IDs and Content-IDs from addresses of people: both have the form of an address.

An identifier stands behind `cid:` or `mid:`, or behind the name of a header that holds nothing else, whether
in a mail, in a log (`message-id=<…>`) or in JSON. Sources: RFC 5322 (3.6.4), RFC 2045 (7), RFC 2392.
"""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of an identifier."""
OTHERS = 100
REACH = 4 * 1024
"""Identifiers before it in the same header (`References`) that are looked at, and their characters."""
WORDS = ("references", "reply", "message", "content")
NAME = 80
ENDS = (" ", "\t", "\n", "\r", "<", ">", '"', "'")
BETWEEN = " \t\r\n,;\"'[]"
LEADING = (">", ":", "=")
"""What a header's value, or an identifier that is not the first, begins behind."""
URL = re.compile(r"(?:^|[^a-z0-9])[cm]id(?::|%3a)", re.IGNORECASE)
_GIVES = r"[\"']?\s*(?:[:=]|,\s*\"value\"\s*:)\Z"
OF_ONE = re.compile(rf"(?:message|content)[-_ ]?id{_GIVES}", re.IGNORECASE)
# Words that people use too: only what stands in angle brackets is an identifier.
OF_SOME = re.compile(rf"(?:^|[\n\"',_> \t-])(?:references|in[-_]?reply[-_]?to){_GIVES}", re.IGNORECASE)


def is_identifier(text: str, start: int) -> bool:
    """Is what looks like an address from `start` on an identifier, or the end of one?"""
    at, head = start, ""
    # Nearly every address begins behind such a mark, and there are millions.
    if text[max(0, start - 1) : start] not in ENDS:
        low = max(0, start - LONGEST)
        at = max(low, *(text.rfind(mark, low, start) + 1 for mark in ENDS))
        head = text[at:start]
        if URL.search(head):
            return True
    bracket = at > 0 and text[at - 1] == "<" and not head.lower().endswith("mailto:")
    at -= bracket
    before = text[max(0, at - NAME) : at].rstrip(BETWEEN)
    if before and before[-1] not in LEADING:
        return False
    at = _behind_name(text, at)
    name = text[max(0, at - NAME) : at]
    if not name.endswith((":", "=")) or not any(word in name.casefold() for word in WORDS):
        return False
    return OF_ONE.search(name) is not None or (bracket and OF_SOME.search(name) is not None)


def _behind_name(text: str, at: int) -> int:
    """Where the value of the header begins, if there are only identifiers in brackets before that place."""
    for number in range(OTHERS):
        before = text[max(0, at - NAME) : at]
        at -= len(before) - len(before.rstrip(BETWEEN))
        if at == 0 or text[at - 1] != ">":
            break
        if number == 0 and not any(word in text[max(0, at - REACH) : at].lower() for word in WORDS):
            # As nearly everywhere: a list of recipients is long too.
            break
        opened = text.rfind("<", max(0, at - LONGEST), at)
        if opened < 0 or len(text[opened:at].split()) != 1:
            break
        at = opened
    return at
