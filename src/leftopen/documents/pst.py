"""Outlook data files (PST and OST): each mail, contact, appointment and task as a mail with its attachments.

By libpff. `failed` counts items and attachments that can't be read, items that a folder counts but does not
list, folders that can't be listed, items beyond a limit, and a file that can't be opened, whose runs of text
are then the text.
"""

from __future__ import annotations

import io

from leftopen.formats.mapi_mail import left_out, message
from leftopen.formats.pst_items import MARK, DamagedPst, PstFile
from leftopen.formats.text_runs import text_runs
from leftopen.model.reader import Document, Part, Reader

ITEMS_LIMIT = 20_000
INSIDE = 256 * 1024 * 1024
"""Bytes of all mails together."""
TEXT_LIMIT = 4 * 1024 * 1024
MEDIA = "message/rfc822"


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARK)


def read(data: bytes) -> Document:
    """Never raises."""
    try:
        file = PstFile.open(io.BytesIO(data))
    except DamagedPst:
        return Document(text=text_runs(data, TEXT_LIMIT), failed=1, carved=True)
    parts: list[Part] = []
    failed = file.lost + max(0, file.items - ITEMS_LIMIT)
    room = INSIDE
    for number in range(min(file.items, ITEMS_LIMIT)):
        item = file.item(number) if room > 0 else None
        if item is None:
            failed += 1
            continue
        failed += left_out(item)
        parts.append(Part(name="", media=MEDIA, data=message(item)))
        room -= len(parts[-1].data)
    return Document(text="", parts=tuple(parts), failed=failed)


reader = Reader(recognises=recognises, read=read)
