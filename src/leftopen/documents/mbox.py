"""Mailboxes in one file (mbox): each mail as a part.

Where a mail begins: `formats/mbox_lines.py`. A `>` that mboxrd and mboxo add before a line `From ` is
removed. Text before the first such line is a mail that began earlier, as in a sample from the middle of a
file. `failed` counts mails beyond a limit.
"""

from __future__ import annotations

from leftopen.formats.mbox_lines import FIRST_LINE, FROM_LINE, unquote_from
from leftopen.model.reader import Document, Part, Reader

MAILS_LIMIT = 20_000
MAIL_LIMIT = 32 * 1024 * 1024
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
    starts = [found.span() for found in FROM_LINE.finditer(data)]
    opening = FIRST_LINE.match(data)
    if opening and (not starts or starts[0][0] > 0):
        starts.insert(0, opening.span())
    first = starts[0][0] if starts else len(data)
    mails = [(0, 0)] * bool(data[:first].strip()) + starts
    ends = [*(start for start, _ in mails[1:]), len(data)]
    bodies = [(start, end) for (_, start), end in zip(mails, ends, strict=False)][:MAILS_LIMIT]
    beyond = len(mails) - len(bodies) + sum(end - start > MAIL_LIMIT for start, end in bodies)
    return Document(
        text="",
        parts=tuple(_mail(data, start, end) for start, end in bodies),
        failed=beyond,
        cut=beyond,
    )


def _mail(data: bytes, start: int, end: int) -> Part:
    mail = unquote_from(data[start : min(end, start + MAIL_LIMIT)])
    cut = end - start > MAIL_LIMIT
    return Part(name="", media=MEDIA, data=mail, damaged=cut, cut=cut)


reader = Reader(recognises=recognises, read=read)
