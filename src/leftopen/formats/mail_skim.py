"""A mail without the contents of its attachments, for who reads only headers, bodies and names.

Base64 is nine tenths of a mail store, and decoding it is most of the work of a parser. Base64 has no hyphen,
and every boundary begins with two: the end of an attachment is found by the quickest search there is.
"""

from __future__ import annotations

import re

MARKS = (b"base64", b"BASE64", b"Base64")
KEPT = 4096
"""Bytes of a content that stay, up to the end of their line: a mail that is mostly headers of parts looks
like one whose contents were lost."""
SHORT = 2 * KEPT
"""A shorter content stays whole."""
HEADERS = 8192
"""Bytes of the headers of a part; longer ones are left as they are."""
PROSE = (b" ", b"@", b":")
"""None of them is in base64."""
_BLANK = re.compile(rb"\r?\n\r?\n")
_CODED = re.compile(
    rb"^content-transfer-encoding[ \t]*:[ \t]*(?:\r?\n[ \t]+)?\"?base64\"?[ \t]*\r?$", re.I | re.M
)
_TYPE = re.compile(rb"^content-type[ \t]*:\s*([a-z0-9.+-]+)/", re.I | re.M)
_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{4,996}\r?\n)+")
READ = frozenset((b"text", b"message", b"multipart"))
"""Types that may be a body, or hold one. Without a type a part is text."""


def skim(mail: bytes) -> bytes:
    """Of each attachment in base64 only the first lines are left; bodies, headers, names and all that is not
    certain stay as they are."""
    kept: list[bytes] = []
    done = 0
    for mark in MARKS:
        at = mail.find(mark)
        while at >= 0:
            content = _content(mail, at, done)
            if content is None:
                at = mail.find(mark, at + len(mark))
                continue
            start, end = content
            kept.append(mail[done:start])
            done = end
            at = mail.find(mark, end)
        if done:
            # The other spellings are not looked for: a mail has one writer.
            break
    return b"".join((*kept, mail[done:])) if done else mail


def _content(mail: bytes, at: int, least: int) -> tuple[int, int] | None:
    """Which bytes of the attachment can be left out, if the place is in the headers of one."""
    blank = _BLANK.search(mail, at, at + HEADERS)
    if blank is None:
        return None
    first = max(mail.rfind(b"\n--", max(least, at - HEADERS), at), least, at - HEADERS)
    headers = mail[first : blank.start() + 1]
    if b"\n\n" in headers or b"\n\r\n" in headers:
        # It stands in a body, such as a quoted mail.
        return None
    kind = _TYPE.search(headers)
    if kind is None or kind.group(1).lower() in READ or not _CODED.search(headers):
        return None
    hyphen = mail.find(b"-", blank.end())
    end = hyphen if hyphen >= 0 else len(mail)
    if end - blank.end() < SHORT or (hyphen >= 0 and mail[hyphen - 1 : hyphen + 2] != b"\n--"):
        return None
    lines = _LINES.match(mail, blank.end(), mail.find(b"\n", blank.end() + KEPT, end) + 1)
    # Only whole groups of four may stay.
    if lines is None or len(lines.group().translate(None, b"\r\n")) % 4:
        return None
    if any(mail.find(mark, lines.end(), end) >= 0 for mark in PROSE):
        return None
    return lines.end(), end
