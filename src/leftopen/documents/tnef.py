"""What Outlook puts around a mail's text and attachments for others with Outlook (TNEF, `winmail.dat`):
headers and body as text, the other bodies, attachments and mails inside as parts.

`failed` counts what could not be read whole.
"""

from __future__ import annotations

from leftopen.formats.mail_domains import mail_domains
from leftopen.formats.mapi_mail import headers, left_out, parts, text
from leftopen.formats.tnef_item import MARK, tnef_item
from leftopen.model.reader import Document, Reader

TEXT_LIMIT = 4 * 1024 * 1024


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARK)


def read(data: bytes) -> Document:
    """Never raises."""
    item = tnef_item(data)
    written = text(item)
    return Document(
        text=written[:TEXT_LIMIT],
        parts=parts(item),
        failed=left_out(item) + (len(written) > TEXT_LIMIT),
        origins=mail_domains(value for name, value in headers(item) if name in ("From", "To", "Cc")),
    )


reader = Reader(recognises=recognises, read=read)
