"""Tells Message-IDs and Content-IDs from addresses of people: both have the form of an address.

An identifier stands behind `cid:` or `mid:`, or behind the name of a header that holds nothing else, whether
in a mail, in a log (`message-id=<…>`) or in JSON. Sources: RFC 5322 (3.6.4), RFC 2045 (7), RFC 2392.
"""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of an identifier."""
MOST = 100
"""Identifiers before it in the same header (`References`) that are looked at."""
NEAR = 600
REACH = 4 * 1024
"""Only where such a name stands so near, more is looked at than the nearest identifiers."""
WORDS = ("references", "reply", "message", "content")
NAME = 80
ENDS = " \t\n\r<>\"'"
BETWEEN = " \t\r\n,;\"'[]"
LEADING = ">:="
"""What a header's value, or an identifier that is not the first, begins behind."""
URL = re.compile(r"(?:^|[^a-z0-9])[cm]id(?::|%3a)", re.IGNORECASE)
# These are matched backwards, from the place on before which they stand: a search for an end is slow.
HEAD = re.compile(rf"[^{ENDS}]*")
_APART = rf"[ \t\r\n,;\"'\[\]]{{0,{NAME}}}+"
OTHERS = re.compile(rf"(?:{_APART}>[^\s<]{{0,{LONGEST - 2}}}+<){{0,{MOST}}}+{_APART}")
FAR = (MOST + 1) * (LONGEST + NAME)
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
    if not bare or bare[-1] == ">":
        at = _behind_others(text, at)
    name = text[max(0, at - NAME) : at][::-1]
    return OF_ONE.match(name) is not None or (bracket and OF_SOME.match(name) is not None)


def _behind_others(text: str, at: int) -> int:
    """Where the value of the header begins, if there are only identifiers in brackets before that place."""
    for reach in (NEAR, FAR):
        before = text[max(0, at - reach) : at][::-1]
        ends = OTHERS.match(before)
        behind = ends.end() if ends else 0
        if len(before) < reach or before[behind : behind + 1] not in ("", ">") or behind < reach - LONGEST:
            return at - behind
        if not _is_told(text, at):
            # As nearly everywhere: a list of recipients is long too.
            break
    return at


def _is_told(text: str, at: int) -> bool:
    """Does a name of such a header stand anywhere before?"""
    before = text[max(0, at - REACH) : at].lower()
    return any(word in before for word in WORDS)
