"""Calendars (iCalendar, ICS): appointments, tasks and who takes part as `name = value` lines. Attached files
are parts. `failed` is 1 for a calendar without its end, or longer than a limit.
"""

from __future__ import annotations

import re

from leftopen.formats.charset import scrub
from leftopen.formats.content_lines import LINES, content_lines
from leftopen.formats.long_text import in_pieces
from leftopen.formats.mail_domains import mail_domains
from leftopen.model.reader import Document, Part, Reader

RAW_LIMIT = 16 * 1024 * 1024
START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,20}BEGIN:VCALENDAR", re.IGNORECASE)
PEOPLE = ("ATTENDEE", "ORGANIZER")


def recognises(name: str, media: str, first: bytes) -> bool:
    return START.match(first) is not None


def read(data: bytes) -> Document:
    """Never raises."""
    found = list(content_lines(data[:RAW_LIMIT]))
    cut = int(len(data) > RAW_LIMIT or len(found) >= LINES)
    lines = [f"{one.name.lower()} = {one.value}" if one.name else one.value for one in found if one.value]
    text = scrub("\n".join(lines))
    whole = any(one.name == "END" and one.value.strip().upper() == "VCALENDAR" for one in found[-20:])
    document = Document(
        text=text,
        parts=tuple(Part(name="", media=one.media, data=one.data) for one in found if one.data),
        failed=int(not whole) + cut,
        cut=cut,
        origins=mail_domains(one.value for one in found if one.name in PEOPLE),
    )
    return in_pieces(document)


reader = Reader(recognises=recognises, read=read)
