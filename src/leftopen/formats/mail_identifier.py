"""Tells Message-IDs and Content-IDs from addresses of people: both have the form of an address.

An identifier stands behind `cid:` or `mid:`, or behind the name of a header that holds nothing else, whether
in a mail, in a log (`message-id=<…>`) or in JSON. Sources: RFC 5322 (3.6.4), RFC 2045 (7), RFC 2392.
"""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of an identifier."""
MOST = 100
"""Identifiers before it in the same header (`References`)."""
NAME = 80
ENDS = " \t\n\r<>\"'"
BETWEEN = " \t\r\n,;\"'[]"
LEADING = ">:="
"""What a header's value, or an identifier that is not the first, begins behind."""
URL = re.compile(r"(?:^|[^a-z0-9])[cm]id(?::|%3a)", re.IGNORECASE)
_APART = rf"[ \t\r\n,;\"'\[\]]{{0,{NAME}}}"
OTHERS = re.compile(rf"(?:{_APART}<[^\s<]{{0,{LONGEST - 2}}}>){{0,{MOST}}}{_APART}")
FAR = (MOST + 1) * (LONGEST + NAME)
# These are matched backwards, from the place on before which they stand: a search for an end is slow.
HEAD = re.compile(rf"[^{ENDS}]*")
_GIVES = r"(?:[:=]|:\s*\"eulav\"\s*,)\s*[\"']?"
OF_ONE = re.compile(rf"{_GIVES}di[-_ ]?(?:egassem|tnetnoc)", re.IGNORECASE)
# Words that people use too: only what stands in angle brackets is an identifier.
OF_SOME = re.compile(rf"{_GIVES}(?:secnerefer|ot[-_]?ylper[-_]?ni)(?:\Z|[\n\"',_> \t-])", re.IGNORECASE)


def is_identifier(text: str, start: int) -> bool:
    """Is what looks like an address from `start` on an identifier, or the end of one?"""
    at, head = start, ""
    # Nearly every address begins behind such a mark, and there are millions.
    if start and text[start - 1] not in ENDS:
        backwards = HEAD.match(text[max(0, start - LONGEST) : start][::-1])
        at -= backwards.end() if backwards else 0
        head = text[at:start].lower()
        if ("id:" in head or "id%3a" in head) and URL.search(text[at:start]) is not None:
            return True
    bracket = at > 0 and text[at - 1] == "<" and not head.endswith("mailto:")
    at -= bracket
    before = text[max(0, at - NAME) : at]
    bare = before.rstrip(BETWEEN)
    if bare and bare[-1] not in LEADING:
        return False
    at -= len(before) - len(bare)
    if bare and bare[-1] != ">":
        return _is_named(text, at, bracket)
    named = _behind_mark(text, at)
    # Most are recipients, whose list is long too: the name is asked for first.
    return _is_named(text, named, bracket) and OTHERS.fullmatch(text, named, at) is not None


def _is_named(text: str, at: int, bracket: bool) -> bool:
    """Does the name of such a header end there?"""
    name = text[max(0, at - NAME) : at][::-1]
    return OF_ONE.match(name) is not None or (bracket and OF_SOME.match(name) is not None)


def _behind_mark(text: str, at: int) -> int:
    """Where the value of the header begins, if there are only identifiers in brackets before that place: 0
    or behind the last mark that is no part of an identifier."""
    low, mark = max(0, at - FAR), at
    for _ in range(MOST):
        mark = max(text.rfind(":", low, mark), text.rfind("=", low, mark))
        closed = text.find(">", mark, min(mark + LONGEST, at)) if mark >= 0 else -1
        if closed < 0 or "<" in text[mark:closed]:
            break
    return mark + 1
