"""Calendar or contacts: iCalendar, vCards, or the folders of a CalDAV or CardDAV server.

Open: `BEGIN:VCALENDAR` or `BEGIN:VCARD` at the start with at least one entry; or a multi-status answer of
several responses that names calendars, address books or their files.

Intent: *left open* for several persons' cards with telephone numbers or addresses, for events with people who
attend or that are private, and for what a DAV server lists without a login; *published* for calendars that
carry two marks of a publisher, one of them public holidays or links of events; else undetermined.

False positives: one card may be a business card on a site; a page that explains the format is HTML.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.page_parser import read_answer

TEXT, SAMPLED, PIECE = 512 * 1024, 8, 4096
_START = re.compile(r"[\ufeff\s]{0,20}BEGIN:(VCALENDAR|VCARD)\s", re.IGNORECASE)
_EVENT = re.compile(r"^BEGIN:(?:VEVENT|VTODO|VJOURNAL)\b", re.MULTILINE | re.IGNORECASE)
_CARD = re.compile(r"^BEGIN:VCARD\b", re.MULTILINE | re.IGNORECASE)
_REACH = re.compile(r"^(?:\w{1,20}\.)?(?:TEL|EMAIL|ADR|BDAY|IMPP)[;:]", re.MULTILINE | re.IGNORECASE)
_PEOPLE = re.compile(r"^ATTENDEE[;:]|^CLASS:(?:PRIVATE|CONFIDENTIAL)", re.MULTILINE | re.IGNORECASE)
_DAY = re.compile(r"^DTSTART[;:](?:[^\n:]{0,80}:)?\d{8}\s", re.MULTILINE | re.IGNORECASE)
# For small letters: to ignore their case takes three times as long.
_HOLIDAY = re.compile(
    r"\b(?:(?:public|bank|school|national) holidays?|holidays in|feiertage?|schulferien|jours? fériés?|"
    r"vacances scolaires|festivos?|feriados?|festività|feestdagen)\b|祝日"
)
_PUBLISHED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a publishing method", re.compile(r"^METHOD:PUBLISH", re.MULTILINE | re.IGNORECASE)),
    (
        "a refresh time",
        re.compile(r"^(?:X-PUBLISHED-TTL|REFRESH-INTERVAL)[;:]", re.MULTILINE | re.IGNORECASE),
    ),
    ("public events", re.compile(r"^CLASS:PUBLIC", re.MULTILINE | re.IGNORECASE)),
)
_URL = re.compile(r"^URL[;:]", re.MULTILINE | re.IGNORECASE)
_DAV = re.compile(r"urn:ietf:params:xml:ns:(?:caldav|carddav)", re.IGNORECASE)
_RESPONSE = re.compile(r"<(?:\w{1,20}:)?response\b", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:\w{1,20}:)?href>[^<]{1,1000}\.(?:ics|vcf)<", re.IGNORECASE)
_FOLDER = re.compile(r"<(?:\w{1,20}:)?(?:calendar|addressbook)\s{0,4}/?>", re.IGNORECASE)


def judge(answer: Answer) -> ShapeMatch | None:
    """A calendar, cards, or the list of either."""
    text = answer.text[:TEXT]
    if answer.reply.status == 207:
        return _listed(answer, text)
    found = _START.match(text) if answer.reply.status == 200 else None
    if found is None:
        return None
    return _cards(answer, text) if found[1].upper() == "VCARD" else _calendar(answer, text)


def _cards(answer: Answer, text: str) -> ShapeMatch:
    count = len(_CARD.findall(text))
    persons = count >= 2 and _REACH.search(text) is not None
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=format_count(count, "contact"),
        intent=Intent.LEFT_OPEN if persons else Intent.UNDETERMINED,
        why="several persons and how to reach them"
        if persons
        else "one card, or cards without contact details",
        size=Size(records=count, at_least=answer.reply.cut),
        sample=_sample(text, _CARD, "contact.vcf", "text/vcard"),
    )


def _calendar(answer: Answer, text: str) -> ShapeMatch:
    count = len(_EVENT.findall(text))
    intent, why = _meant(text, count)
    return ShapeMatch(
        kind=ExposureKind.DATA if count else ExposureKind.EMPTY,
        said=format_count(count, "calendar entry", "calendar entries"),
        intent=intent,
        why=why,
        size=Size(records=count, at_least=answer.reply.cut),
        sample=_sample(text, _EVENT, "event.ics", "text/calendar"),
    )


def _meant(text: str, count: int) -> tuple[Intent, str]:
    if _PEOPLE.search(text):
        return Intent.LEFT_OPEN, "events with people who attend, or that are private"
    marks = [name for name, pattern in _PUBLISHED if pattern.search(text)]
    if count >= 3 and len(_DAY.findall(text)) * 10 >= count * 9:
        marks.append("whole days only")
    # Programs add the marks above to calendars of persons too; those below are about what is published.
    meant = ["holidays"] if _HOLIDAY.search(text.lower()) else []
    meant += ["links of events"] if _URL.search(text) else []
    marks += meant
    if meant and len(marks) >= 2:
        return Intent.PUBLISHED, f"public marks: {', '.join(marks)}"
    return Intent.UNDETERMINED, "events without people; nothing tells whether they are meant to be read"


def _listed(answer: Answer, text: str) -> ShapeMatch | None:
    if not _DAV.search(text[:8192]) or len(_RESPONSE.findall(text)) < 2:
        return None
    entries, folders = len(_ENTRY.findall(text)), len(_FOLDER.findall(text))
    if not entries and not folders:
        return None
    summary = (
        format_count(entries, "calendar entry or contact", "calendar entries or contacts")
        if entries
        else format_count(folders, "calendar or address book", "calendars or address books")
    )
    return ShapeMatch(
        kind=ExposureKind.DATA if entries else ExposureKind.METADATA,
        said=f"{summary} listed",
        intent=Intent.LEFT_OPEN,
        why="a calendar server lists them without a login",
        size=Size(records=entries or None, at_least=answer.reply.cut or not entries),
    )


def _sample(text: str, start: re.Pattern[str], name: str, media: str) -> Sample:
    """The first entries, each from its first line to the next entry."""
    starts = []
    for found in start.finditer(text):
        starts.append(found.start())
        if len(starts) > SAMPLED:
            break
    ends = [*starts[1:], len(text)]
    pieces = (text[at : min(end, at + PIECE)] for at, end in zip(starts[:SAMPLED], ends, strict=False))
    return Sample(*((name, media, piece.encode("utf-8", "replace")) for piece in pieces))


def _example(body: str, kind: str = "text/calendar", status: int = 200) -> Answer:
    return read_answer("/", Reply(status=status, headers=(("Content-Type", kind),), body=body.encode()))


_HIT_CARDS = "".join(
    f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{name}@example.org\r\nEND:VCARD\r\n"
    for name in ("Ann", "Bob")
)
_HIT_CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20230208T100000Z\r\nSUMMARY:x\r\n"
    "ATTENDEE:mailto:ann@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

shape = Shape(
    title="Calendar or contacts readable without authentication",
    remedy=(
        "Require a login for the calendar server, and withdraw public links to calendars and address books "
        "that name persons. A secret address of an `.ics` file is a password: make a new one. Keep the "
        "access logs: they show who read it."
    ),
    severity=Severity.MEDIUM,
    references=("https://www.rfc-editor.org/rfc/rfc5545", "https://www.rfc-editor.org/rfc/rfc6350"),
    sized_by="number of entries or cards in the answer; a lower bound when it was cut",
    judge=judge,
    hits=(_example(_HIT_CARDS, "text/vcard"), _example(_HIT_CALENDAR)),
    misses=(
        _example("A calendar starts with BEGIN:VCALENDAR and a card with BEGIN:VCARD.\n", "text/plain"),
        _example(f"<html><body><pre>{_HIT_CARDS}</pre></body></html>", "text/html"),
        _example(
            '<multistatus xmlns="DAV:"><response><href>/a.ics</href></response></multistatus>',
            "text/xml",
            207,
        ),
    ),
)
