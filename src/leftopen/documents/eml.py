"""One mail: the visible headers and the text bodies as text, everything else as parts.

Parsed by fast-mail-parser. Mails that it rejects (0.18 % of real mails, all with broken base64, and
deliberately malformed ones) are parsed by the standard library, which repairs them. When most of the body is
lost in parsing, the raw body is added. Files that are written as text in a body are parts, and what Apple
Mail notes of a mail (`.emlx`) is text like its headers.
"""

from __future__ import annotations

import binascii
import email
import email.errors
import email.header
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from typing import cast

import fast_mail_parser

from leftopen.formats.apple_mail import COUNT, apple_mail
from leftopen.formats.charset import decode, scrub
from leftopen.formats.flowed_text import unflowed
from leftopen.formats.long_text import long_text, pieces, text_part
from leftopen.formats.mail_domains import mail_domains
from leftopen.formats.text_blocks import text_blocks
from leftopen.model.reader import Document, Part, Reader

# A mail of Outlook with 64 MiB of attachments fits in.
RAW_LIMIT = 96 * 1024 * 1024
PARTS_LIMIT = 5_000
HEADER_LIMIT = 8 * 1024
HEADERS = (
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "Date",
    "Organization",
    "Keywords",
    "Comments",
)
KEPT_AT_LEAST = 0.5
BOUNDARY = 80
"""Bytes of a boundary and the blank lines around a part."""
ASCII = bytes(range(128))
BASE64_GROWTH = 4 / 3 * 78 / 76

FIRST_LINES = re.compile(
    rb"^(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){0,30}?"
    rb"(?:From|To|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Date):[ \t]",
    re.IGNORECASE,
)
EMPTY = (b"\n\n", b"\n\r\n")
FIRST = 16 * 1024
PGP = re.compile(rb"\s{0,200}-----BEGIN PGP MESSAGE-----")
"""A body that is encrypted, in a mail that is not."""
BOUNDARY_NAME = re.compile(rb"boundary\s{0,9}=\s{0,9}(?:\"([^\"\r\n]{1,70})|([^\s;\"]{1,70}))", re.IGNORECASE)
HINT = re.compile(rb"multi-?part|MIME", re.IGNORECASE)
PARAMETER = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_:.()-]{1,40})", re.IGNORECASE)

# Exceptions that the standard library's parser is known to raise on malformed mail.
BROKEN = (
    email.errors.MessageError,
    binascii.Error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One part without subparts, transfer-decoded; `content` is None when it could not be decoded. `written`:
    about how many bytes of the mail it was written as."""

    media: str
    charset: str
    name: str
    content: bytes | None
    written: float = 0
    kind: str = ""
    """Its whole `Content-Type`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`around`: bytes of the body that are headers and boundaries of its parts."""

    headers: tuple[tuple[str, str], ...]
    leaves: tuple[Leaf, ...]
    around: int


def recognises(name: str, media: str, first: bytes) -> bool:
    if media in ("message/rfc822", "message/global", "message/partial"):
        return True
    if name.lower().endswith((".eml", ".emlx", ".mht", ".mhtml")):
        return True
    if media.startswith(("text/html", "application/")):
        return False
    counted = COUNT.match(first)
    return FIRST_LINES.match(first[counted.end() if counted else 0 : 4096]) is not None


def read(data: bytes) -> Document:
    """Never raises. `failed` counts parts that could not be decoded and parts beyond `PARTS_LIMIT`, `sealed`
    bodies encrypted with PGP. A mail is carved that is longer than a limit, that is cut, or of which most was
    lost: its raw body is then added. The rest of a long body is a part."""
    apple = apple_mail(data[:RAW_LIMIT])
    raw = apple.mail if apple else data[:RAW_LIMIT]
    cut = int(len(data) > RAW_LIMIT or (apple is not None and apple.cut))
    mail = _fast(raw) or _patient(raw)
    if mail is None:
        return replace(long_text(raw), carved=True)
    leaves = mail.leaves[:PARTS_LIMIT]
    bodies = [text_blocks(_body(leaf)) for leaf in leaves if leaf.content is not None and _is_body(leaf)]
    written = [part for body in bodies for part in body.parts]
    lost = _is_lost(raw, mail)
    text = "\n".join(
        [
            *(f"{name}: {value}" for name, value in mail.headers),
            *([apple.notes] if apple and apple.notes else ()),
            "",
            *(body.text for body in bodies),
            *([decode(raw[head_end(raw) if mail.headers else 0 :])] if lost else _beside(raw)),
        ]
    )
    first, *others = pieces(text)
    beyond = len(mail.leaves) - len(leaves) + cut + sum(body.beyond for body in bodies)
    return Document(
        text=first,
        parts=(
            *(_part(leaf) for leaf in leaves if leaf.content and not _is_body(leaf)),
            *map(text_part, others),
            *written,
        ),
        failed=sum(leaf.content is None for leaf in leaves) + beyond + sum(one.damaged for one in written),
        cut=beyond,
        sealed=sum(PGP.match(leaf.content) is not None for leaf in leaves if leaf.content and _is_body(leaf)),
        origins=mail_domains(value for name, value in mail.headers if name in ("From", "To", "Cc")),
        carved=cut > 0 or lost,
    )


def _beside(raw: bytes) -> Iterator[str]:
    """What stands before the first part and behind the last: no mail program shows it. Without the usual hint
    that the mail has parts."""
    body = head_end(raw)
    boundary = BOUNDARY_NAME.search(raw[: min(body, FIRST)])
    mark = b"--" + (boundary[1] or boundary[2]) if boundary else b""
    first = raw.find(mark, body) if mark else -1
    last = raw.find(mark + b"--", first) if first >= 0 else -1
    for text in (raw[body:first] if first >= 0 else b"", raw[last + len(mark) + 2 :] if last >= 0 else b""):
        if text.strip() and not HINT.search(text[:200]):
            yield decode(text)


def _body(leaf: Leaf) -> str:
    return unflowed(decode(leaf.content or b"", leaf.charset), leaf.kind)


def _is_body(leaf: Leaf) -> bool:
    return leaf.media == "text/plain" and not leaf.name


def _part(leaf: Leaf) -> Part:
    """Text parts are returned as UTF-8, because a part has no charset of its own."""
    content = leaf.content or b""
    if leaf.media.startswith("text/") and leaf.charset:
        content = decode(content, leaf.charset).encode("utf-8")
    return Part(name=leaf.name[:255], media=leaf.media, data=content)


def head_end(raw: bytes) -> int:
    """Where the body begins: behind the first empty line. Of nearly every mail in its first bytes."""
    ends = [at + len(mark) for mark in EMPTY if (at := raw.find(mark, 0, FIRST)) >= 0]
    if ends:
        return min(ends)
    found = re.search(rb"\n\r?\n", raw)
    return found.end() if found else len(raw)


def _is_lost(raw: bytes, mail: Mail) -> bool:
    """Is the output far smaller than the input: declared multipart without parts, stray boundaries?"""
    body = len(raw) - head_end(raw)
    written = sum(leaf.written for leaf in mail.leaves)
    return body > 200 and (not written or written < (body - mail.around) * KEPT_AT_LEAST)


def _written(content: bytes | None, coding: str) -> float:
    coding, content = coding.strip().lower(), content or b""
    if coding == "base64":
        return len(content) * BASE64_GROWTH
    # Each byte that is no ASCII became three.
    return len(content) + (2 * len(content.translate(None, ASCII)) if coding == "quoted-printable" else 0)


# --- by fast-mail-parser


def _fast(raw: bytes) -> Mail | None:
    try:
        root = fast_mail_parser.parse_email_tree(raw)
    except (fast_mail_parser.ParseError, ValueError):
        return None
    headers = {name.lower(): values for name, values in root.headers.items()}
    kept = ((name, value) for name in HEADERS for value in headers.get(name.lower(), [])[:20])
    parts = list(_fast_parts(root))
    return Mail(
        headers=tuple((name, scrub(value[:HEADER_LIMIT])) for name, value in kept),
        leaves=tuple(_fast_leaf(part) for part in parts if part.content is not None),
        around=sum(_size(part.headers) for part in parts[1:]),
    )


def _fast_parts(root: fast_mail_parser.PyMimePart) -> Iterator[fast_mail_parser.PyMimePart]:
    """Depth first; an embedded mail is one part and is read separately when the parts are unpacked."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(part.children) if part.content is None else ())


def _fast_leaf(part: fast_mail_parser.PyMimePart) -> Leaf:
    kind = _value(part.headers, "content-type")
    declared = PARAMETER.search(kind)
    return Leaf(
        media="message/rfc822" if part.is_message else part.content_type.lower(),
        charset=declared.group(1) if declared else "",
        name=scrub(part.filename),
        content=part.content,
        written=_written(part.content, _value(part.headers, "content-transfer-encoding")),
        kind=kind,
    )


def _value(headers: dict[str, list[str]], wanted: str) -> str:
    found = (values[0][:2000] for name, values in headers.items() if values and name.lower() == wanted)
    return next(found, "")


def _size(headers: dict[str, list[str]]) -> int:
    """Bytes of the headers and the boundary of a part."""
    return BOUNDARY + sum(len(name) + len(value) + 4 for name, values in headers.items() for value in values)


# --- by the standard library


def _patient(raw: bytes) -> Mail | None:
    try:
        message = email.message_from_bytes(raw)
        headers = tuple(
            (name, _readable(value)) for name in HEADERS for value in (message.get_all(name) or [])[:20]
        )
        parts = list(_patient_parts(message))
        return Mail(
            headers=headers,
            leaves=tuple(_patient_leaf(part) for part in parts if not part.is_multipart() or _is_mail(part)),
            around=sum(BOUNDARY + sum(len(f"{name}{value}") + 4 for name, value in part.raw_items())
                       for part in parts[1:]),
        )  # fmt: skip
    except BROKEN:
        return None


def _patient_parts(root: Message) -> Iterator[Message]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        inside = part.get_payload()
        if isinstance(inside, list) and not _is_mail(part):
            waiting.extend(child for child in reversed(inside) if isinstance(child, Message))


def _is_mail(part: Message) -> bool:
    """Is it an embedded mail?"""
    inside = part.get_payload()
    found = isinstance(inside, list) and inside and isinstance(inside[0], Message)
    return bool(found) and part.get_content_type() == "message/rfc822"


def _patient_leaf(part: Message) -> Leaf:
    if _is_mail(part):
        [inner, *_] = cast(list[Message], part.get_payload())
        content = inner.as_bytes()
        return Leaf(media="message/rfc822", charset="", name="", content=content, written=len(content))
    try:
        found = part.get_payload(decode=True)
    except BROKEN:
        found = None
    decoded = found if isinstance(found, bytes) else None
    return Leaf(
        media=part.get_content_type().lower(),
        charset=str(part.get_param("charset") or ""),
        name=scrub(str(part.get_filename() or "")),
        content=decoded,
        written=_written(decoded, str(part.get("Content-Transfer-Encoding") or "")),
        kind=str(part.get("Content-Type") or ""),
    )


def _readable(value: object) -> str:
    """A header with its encoded words decoded; unchanged when they are malformed."""
    text = str(value)[:HEADER_LIMIT]
    try:
        pieces = email.header.decode_header(text)
    except BROKEN:
        return scrub(text)
    return "".join(
        decode(piece, charset or "") if isinstance(piece, bytes) else scrub(piece)
        for piece, charset in pieces
    )


reader = Reader(recognises=recognises, read=read)
