"""Mailboxes in one file (mbox): each mail as a part.

A mail begins at a line `From sender … 10:11:12 2023` followed by a header. A blank line before it is not
required, because some writers omit it; a quoted mail mistaken for another is read all the same. A `>` that
mboxrd and mboxo add before a line `From ` is removed. Text before the first such line is a mail that began
earlier, as in a sample from the middle of a file. `failed` counts mails beyond a limit.

Source: RFC 4155; the man page of qmail's mbox for mboxrd.
"""

from __future__ import annotations

import re
from itertools import islice

from leftopen.model.reader import Document, Part, Reader

MAILS_LIMIT = 200
MAIL_LIMIT = 32 * 1024 * 1024
COUNTED = 100_000
# A time followed by a year, or a year followed by a time.
DATED = rb"(?:\d{1,2}:\d\d(?::\d\d)?[^\n]{0,40}? (?:19|20)\d\d|(?:19|20)\d\d \d{1,2}:\d\d)"
HEADER = rb"(?=[A-Za-z][A-Za-z0-9-]{0,60}:|>From )"
FROM_LINE = re.compile(rb"^From [^\n]{1,250}?" + DATED + rb"[^\n]{0,20}\n" + HEADER, re.MULTILINE)
# At the start of the file, the line may also lack a time.
FIRST_LINE = re.compile(rb"From \S[^\n]{0,250}\n" + HEADER)
QUOTED = re.compile(rb"^>(>{0,20}From )", re.MULTILINE)
MEDIA = "message/rfc822"


def recognises(name: str, media: str, first: bytes) -> bool:
    """A piece from the middle of a file is recognised only by its name or media type."""
    if media.startswith("text/html"):
        return False
    named = media == "application/mbox" or name.lower().rpartition("/")[2].rpartition(".")[2] in (
        "mbox",
        "mbx",
    )
    return named or FIRST_LINE.match(first) is not None


def read(data: bytes) -> Document:
    """Never raises."""
    starts = [found.span() for found in islice(FROM_LINE.finditer(data), COUNTED)]
    opening = FIRST_LINE.match(data)
    if opening and (not starts or starts[0][0] > 0):
        starts.insert(0, opening.span())
    first = starts[0][0] if starts else len(data)
    mails = [(0, 0)] * bool(data[:first].strip()) + starts
    ends = [*(start for start, _ in mails[1:]), len(data)]
    bodies = [(start, end) for (_, start), end in zip(mails, ends, strict=False)][:MAILS_LIMIT]
    return Document(
        text="",
        parts=tuple(_mail(data, start, end) for start, end in bodies),
        failed=len(mails) - len(bodies) + sum(end - start > MAIL_LIMIT for start, end in bodies),
    )


def _mail(data: bytes, start: int, end: int) -> Part:
    return Part(name="", media=MEDIA, data=QUOTED.sub(rb"\1", data[start : min(end, start + MAIL_LIMIT)]))


reader = Reader(recognises=recognises, read=read)
