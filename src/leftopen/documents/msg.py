"""Mails of Outlook in files of their own (MSG): headers and body as text, the other bodies, attachments and
mails inside as parts.

`failed` counts attachments and streams that can't be read. A compound file that is too damaged to be listed
is carved: the runs of text in its bytes are its text.
"""

from __future__ import annotations

from leftopen.formats import office_binary
from leftopen.formats.long_text import in_pieces
from leftopen.formats.mail_domains import mail_domains
from leftopen.formats.mapi_mail import headers, left_out, message_id, parts, text
from leftopen.formats.msg_item import msg_item
from leftopen.formats.office_binary import MSG
from leftopen.model.reader import Document, Reader


def recognises(name: str, media: str, first: bytes) -> bool:
    return office_binary.looks_like(MSG, name, media, first)


def read(data: bytes) -> Document:
    """Never raises."""
    file = office_binary.open_compound(data, MSG)
    if isinstance(file, Document):
        return file
    item = msg_item(file)
    found = Document(
        text=text(item),
        parts=parts(item),
        failed=left_out(item),
        origins=mail_domains(value for name, value in headers(item) if name in ("From", "To", "Cc")),
        message_id=message_id(item),
    )
    return in_pieces(found)


reader = Reader(recognises=recognises, read=read)
