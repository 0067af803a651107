"""Mails of Outlook in files of their own (MSG): headers and body as text, the other bodies, attachments and
mails inside as parts.

The OLE compound file is read by olefile. `failed` counts attachments and streams that can't be read, and 1
for a compound file that is damaged or holds something else, whose runs of text are then the text.
"""

from __future__ import annotations

from leftopen.formats.mail_domains import mail_domains
from leftopen.formats.mapi_mail import headers, left_out, parts, text
from leftopen.formats.msg_item import MARK, NotAnItem, msg_item
from leftopen.formats.text_runs import text_runs
from leftopen.model.reader import Document, Reader

TEXT_LIMIT = 4 * 1024 * 1024
# How the streams of properties are called. The directory of a large file is not in its first bytes.
STREAM = "__substg1.0_".encode("utf-16-le")


def recognises(name: str, media: str, first: bytes) -> bool:
    named = name.lower().endswith((".msg", ".oft")) or media == "application/vnd.ms-outlook"
    return first.startswith(MARK) and (named or STREAM in first)


def read(data: bytes) -> Document:
    """Never raises."""
    try:
        item = msg_item(data)
    except NotAnItem:
        return Document(text=text_runs(data, TEXT_LIMIT), failed=1)
    written = text(item)
    return Document(
        text=written[:TEXT_LIMIT],
        parts=parts(item),
        failed=left_out(item) + (len(written) > TEXT_LIMIT),
        origins=mail_domains(value for name, value in headers(item) if name in ("From", "To", "Cc")),
    )


reader = Reader(recognises=recognises, read=read)
