"""What Outlook puts around a mail's text and attachments for others with Outlook (TNEF, `winmail.dat`):
headers and body as text, the other bodies, attachments and mails inside as parts.

`failed` counts what could not be read whole.
"""

from __future__ import annotations

from leftopen.formats.long_text import in_pieces
from leftopen.formats.mail_domains import mail_domains
from leftopen.formats.mapi_mail import headers, left_out, parts, text
from leftopen.formats.tnef_item import MARK, tnef_item
from leftopen.model.reader import Document, Reader


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARK)


def read(data: bytes) -> Document:
    """Never raises."""
    item = tnef_item(data)
    found = Document(
        text=text(item),
        parts=parts(item),
        failed=left_out(item),
        origins=mail_domains(value for name, value in headers(item) if name in ("From", "To", "Cc")),
    )
    return in_pieces(found)


reader = Reader(recognises=recognises, read=read)
