"""Writes an item of Outlook as a mail: the headers it came with, completed by its properties, its bodies and
its attachments. What is no mail (a contact, an appointment, a task) has its text values as `name = value`.
Sources: MS-OXOMSG, MS-OXCMSG, MS-OXOCNTC, RFC 5322, RFC 2046.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from leftopen.formats.charset import decode
from leftopen.formats.compressed_rtf import inflate
from leftopen.formats.mapi_item import CODEPAGES, MapiAttachment, MapiItem, Value, charset
from leftopen.model.reader import Part

CLASS, SUBJECT, HEADERS, BODY, HTML, RTF = 0x001A, 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
MESSAGE_ID = 0x1035
SENT, DELIVERED = 0x0039, 0x0E06
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP, AUTHOR_NAME, AUTHOR_ADDRESS, AUTHOR_SMTP = (
    0x0C1A, 0x0C1F, 0x5D01, 0x0042, 0x0065, 0x5D02,
)  # fmt: skip
KIND, NAME, ADDRESS, SMTP = 0x0C15, 0x3001, 0x3003, 0x39FE
RECEIVED_BY = {"To": (1, 0x0E04), "Cc": (2, 0x0E03), "Bcc": (3, 0x0E02)}
"""By header: the kind of recipient, and the property that lists their names."""
WRITTEN = frozenset((SUBJECT, HEADERS, BODY, HTML, RTF, CLASS))
NAMES = {
    0x3A05: "generation", 0x3A06: "given name", 0x3A08: "business phone", 0x3A09: "home phone",
    0x3A0A: "initials", 0x3A11: "surname", 0x3A15: "postal address", 0x3A16: "company", 0x3A17: "title",
    0x3A18: "department", 0x3A19: "office", 0x3A1A: "phone", 0x3A1B: "business phone", 0x3A1C: "mobile phone",
    0x3A1F: "phone", 0x3A23: "fax", 0x3A24: "business fax", 0x3A25: "home fax", 0x3A26: "country",
    0x3A27: "city", 0x3A28: "state", 0x3A29: "street", 0x3A2A: "postal code", 0x3A42: "birth date",
    0x3A44: "middle name", 0x3A45: "prefix", 0x3A48: "spouse", 0x3A4E: "manager", 0x3A59: "home city",
    0x3A5A: "home country", 0x3A5B: "home postal code", 0x3A5C: "home state", 0x3A5D: "home street",
    0x3001: "name",
}  # fmt: skip
VALUE = 64 * 1024
DEPTH = 20
LINE = re.compile(r"([!-9;-~]{1,80}):[ \t]*(.*)")
BREAKS = re.compile(r"[\r\n\0]+[ \t]*")
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
PLAIN = "text/plain; charset=utf-8"


def message(item: MapiItem, depth: int = 0) -> bytes:
    """The mail in the form of RFC 5322 with 8-bit headers. Items deeper than `DEPTH` in each other are left
    out; `left_out` counts them."""
    boundary = f"part-of-item-{depth}"
    lines = [f"{name}: {text}" for name, text in headers(item)]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"', "", ""]
    pieces = ["\r\n".join(lines).encode()]
    for media, name, data in _leaves(item):
        pieces.append(f"--{boundary}\r\nContent-Type: {media}\r\n{_disposition(name)}".encode())
        pieces.append(b"Content-Transfer-Encoding: base64\r\n\r\n" + _base64(data))
    for attachment in item.attachments:
        if attachment.item is not None and depth < DEPTH:
            start = f"--{boundary}\r\nContent-Type: message/rfc822\r\n{_disposition(attachment.name)}\r\n"
            pieces += [start.encode(), message(attachment.item, depth + 1), b"\r\n"]
    return b"".join([*pieces, f"--{boundary}--\r\n".encode()])


def left_out(item: MapiItem, depth: int = 0) -> int:
    """What could not be read, or `message` can't hold: of the item and of those inside it."""
    inside = [attachment.item for attachment in item.attachments if attachment.item is not None]
    if depth >= DEPTH:
        return item.failed + len(inside)
    return item.failed + sum(left_out(one, depth + 1) for one in inside)


def text(item: MapiItem) -> str:
    """Headers and body, for a reader whose document is the item itself."""
    lines = [f"{name}: {value}" for name, value in headers(item)]
    return "\n".join([*lines, "", _plain(item)])


def parts(item: MapiItem) -> tuple[Part, ...]:
    """The other bodies and the attachments."""
    leaves = [
        Part(name=name, media=media.partition(";")[0], data=data)
        for media, name, data in _leaves(item)
        if media != PLAIN and data
    ]
    inside = [
        Part(name=one.name, media="message/rfc822", data=message(one.item, 1))
        for one in item.attachments
        if one.item is not None
    ]
    return (*leaves, *inside)


def headers(item: MapiItem) -> list[tuple[str, str]]:
    """Those that the mail came with, without those of its old parts, and From, To, Cc, Bcc, Subject,
    Date and Message-ID by the properties where they were missing."""
    kept = list(_transported(str(item.properties.get(HEADERS, ""))))
    there = {name.lower() for name, _ in kept}
    made = {"From": _sender(item.properties), "Subject": _subject(item.properties), "Date": _date(item)}
    made["Message-ID"] = str(item.properties.get(MESSAGE_ID, ""))
    for name, (kind, shown) in RECEIVED_BY.items():
        listed = [_person(one, NAME, SMTP, ADDRESS) for one in item.recipients if one.get(KIND) == kind]
        made[name] = ", ".join(filter(None, listed)) or str(item.properties.get(shown, ""))
    added = [(name, _flat(text)) for name, text in made.items() if text and name.lower() not in there]
    return kept + added


def message_id(item: MapiItem) -> str:
    """Of the headers that it came with, else of its property; '' for none."""
    found = (text for name, text in headers(item) if name.lower() == "message-id")
    return next(found, "").strip()


def _transported(block: str) -> Iterator[tuple[str, str]]:
    """Unfolded, in order."""
    name, value = "", ""
    for line in [*re.split(r"\r\n|\r|\n", block), ":"]:
        if line[:1] in (" ", "\t") and name:
            value += " " + line.strip()
            continue
        if name and not name.lower().startswith(("content-", "mime-version")):
            yield name, _flat(value)
        found = LINE.fullmatch(line)
        name, value = (found.group(1), found.group(2)) if found else ("", "")


def _flat(text: str) -> str:
    return BREAKS.sub(" ", text)[:VALUE]


def _sender(properties: Mapping[int, Value]) -> str:
    return _person(properties, SENDER_NAME, SENDER_SMTP, SENDER_ADDRESS) or _person(
        properties, AUTHOR_NAME, AUTHOR_SMTP, AUTHOR_ADDRESS
    )


def _person(properties: Mapping[int, Value], name: int, *addresses: int) -> str:
    """`Name <address>`; the first address with an `@`, else the first."""
    shown = str(properties.get(name, ""))
    found = [str(properties[one]) for one in addresses if properties.get(one)]
    address = next((one for one in found if "@" in one), found[0] if found else "")
    if not address or address == shown:
        return shown
    return f"{shown} <{address}>" if shown else address


def _subject(properties: Mapping[int, Value]) -> str:
    """Without the two characters that say how long its prefix (`RE: `) is."""
    subject = str(properties.get(SUBJECT, ""))
    return subject[2:] if subject.startswith("\x01") else subject


def _date(item: MapiItem) -> str:
    for wanted in (SENT, DELIVERED):
        ticks = item.properties.get(wanted)
        if isinstance(ticks, int) and 0 < ticks < 3_000_000_000_000_000_000 // 2:
            return format_datetime(EPOCH + timedelta(microseconds=ticks // 10))
    return ""


def _plain(item: MapiItem) -> str:
    """The body as text, and the text values of what is no mail."""
    body = item.properties.get(BODY, "")
    written = body if isinstance(body, str) else decode(body) if isinstance(body, bytes) else ""
    if str(item.properties.get(CLASS, "IPM.Note")).upper().startswith(("IPM.NOTE", "REPORT.")):
        return written
    values = (
        f"{NAMES.get(tag, f'property {tag:04x}')} = {_flat(value)}"
        for tag, value in sorted(item.properties.items())
        if isinstance(value, str) and value.strip() and tag not in WRITTEN
    )
    return "\n".join([written, *values])


def _leaves(item: MapiItem) -> Iterator[tuple[str, str, bytes]]:
    """Media type, name and content of the bodies and files. RTF only where there is no other body: it would
    be the same text."""
    plain = _plain(item)
    if plain:
        yield PLAIN, "", plain.encode("utf-8", "replace")
    page, rich = item.properties.get(HTML), item.properties.get(RTF)
    if isinstance(page, str) and page:
        yield "text/html; charset=utf-8", "", page.encode("utf-8", "replace")
    elif isinstance(page, bytes) and page:
        named = charset(item.properties.get(CODEPAGES[0]))
        yield "text/html; charset=utf-8", "", decode(page, named).encode("utf-8", "replace")
    elif isinstance(rich, bytes) and rich and not plain.strip():
        yield "application/rtf", "", inflate(rich)
    for attachment in item.attachments:
        if attachment.item is None:
            yield _media(attachment), attachment.name or "attachment", attachment.data


def _media(attachment: MapiAttachment) -> str:
    known = re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}", attachment.media.lower())
    return known.group() if known else "application/octet-stream"


def _disposition(name: str) -> str:
    shown = re.sub(r"[\"\\\x00-\x1f\x7f]", "_", name)[:255]
    return f'Content-Disposition: attachment; filename="{shown}"\r\n' if shown else ""


def _base64(data: bytes) -> bytes:
    return binascii.b2a_base64(data)[:-1] + b"\r\n"
