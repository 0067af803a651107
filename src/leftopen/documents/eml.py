"""One mail: the visible headers and the text bodies as text, everything else as parts.

Parsed by fast-mail-parser. Mails that it rejects (0.18 % of real mails, all with broken base64, and
deliberately malformed ones) are parsed by the standard library, which repairs them. When most of the bytes
are lost in parsing, the raw mail is added.
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

import fast_mail_parser

from leftopen.formats.charset import decode, scrub
from leftopen.formats.long_text import long_text, pieces
from leftopen.formats.mail_domains import mail_domains
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
# Decoded base64 has 73 % of the bytes; far less means that bodies were lost.
KEPT_AT_LEAST = 0.5
# The headers and the boundary of one part: a short mail of several parts is mostly these.
PART_HEADERS = 500

FIRST_LINES = re.compile(
    rb"^(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){0,30}?"
    rb"(?:From|To|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Date):[ \t]",
    re.IGNORECASE,
)
EMPTY = (b"\n\n", b"\n\r\n")
FIRST = 16 * 1024
PGP = re.compile(rb"\s{0,200}-----BEGIN PGP MESSAGE-----")
"""A body that is encrypted, in a mail that is not."""
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
    """One part without subparts, transfer-decoded; `content` is None when it could not be decoded."""

    media: str
    charset: str
    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    headers: tuple[tuple[str, str], ...]
    leaves: tuple[Leaf, ...]


def recognises(name: str, media: str, first: bytes) -> bool:
    if media in ("message/rfc822", "message/global", "message/partial"):
        return True
    if name.lower().endswith((".eml", ".mht", ".mhtml")):
        return True
    return not media.startswith(("text/html", "application/")) and FIRST_LINES.match(first[:4096]) is not None


def read(data: bytes) -> Document:
    """Never raises. `failed` counts parts that could not be decoded and parts beyond `PARTS_LIMIT`, `sealed`
    bodies encrypted with PGP. A mail is carved that is longer than a limit, or of which most was lost: its
    raw text is then added. The rest of a long body is a part."""
    raw = data[:RAW_LIMIT]
    mail = _fast(raw) or _patient(raw)
    if mail is None:
        return replace(long_text(raw), carved=True)
    leaves = mail.leaves[:PARTS_LIMIT]
    bodies = [
        decode(leaf.content, leaf.charset) for leaf in leaves if leaf.content is not None and _is_body(leaf)
    ]
    text = "\n".join([*(f"{name}: {value}" for name, value in mail.headers), "", *bodies])
    body = len(raw) - head_end(raw)
    lost = _lost(body, mail, 0)
    cut = int(len(data) > RAW_LIMIT)
    first, *others = pieces(text + "\n" + decode(raw) if lost else text)
    beyond = len(mail.leaves) - len(leaves) + cut
    return Document(
        text=first,
        parts=(
            *(_part(leaf) for leaf in leaves if leaf.content and not _is_body(leaf)),
            *(Part(name="", media="text/plain", data=one.encode("utf-8", "replace")) for one in others),
        ),
        failed=sum(leaf.content is None for leaf in leaves) + beyond,
        cut=beyond,
        sealed=sum(PGP.match(leaf.content) is not None for leaf in leaves if leaf.content and _is_body(leaf)),
        origins=mail_domains(value for name, value in mail.headers if name in ("From", "To", "Cc")),
        carved=cut > 0 or _lost(body, mail, PART_HEADERS * len(mail.leaves)) > 0,
    )


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


def _lost(body: int, mail: Mail, headers: int) -> int:
    """1 when the output is far smaller than the input: declared multipart without parts, stray boundaries.
    `headers`: bytes that the headers and boundaries of the parts may have."""
    kept = sum(len(leaf.content) for leaf in mail.leaves if leaf.content)
    return int(body > 200 and (not kept or kept < (body - headers) * KEPT_AT_LEAST))


# --- by fast-mail-parser


def _fast(raw: bytes) -> Mail | None:
    try:
        root = fast_mail_parser.parse_email_tree(raw)
    except (fast_mail_parser.ParseError, ValueError):
        return None
    headers = {name.lower(): values for name, values in root.headers.items()}
    kept = ((name, value) for name in HEADERS for value in headers.get(name.lower(), [])[:20])
    return Mail(
        headers=tuple((name, scrub(value[:HEADER_LIMIT])) for name, value in kept),
        leaves=tuple(_fast_leaves(root)),
    )


def _fast_leaves(root: fast_mail_parser.PyMimePart) -> Iterator[Leaf]:
    """Depth first; an embedded mail is one leaf and is read separately when the parts are unpacked."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.content is None:
            waiting.extend(reversed(part.children))
            continue
        declared = PARAMETER.search(next(iter(_values(part.headers, "content-type")), "")[:2000])
        yield Leaf(
            media="message/rfc822" if part.is_message else part.content_type.lower(),
            charset=declared.group(1) if declared else "",
            name=scrub(part.filename),
            content=part.content,
        )


def _values(headers: dict[str, list[str]], wanted: str) -> list[str]:
    return next((values for name, values in headers.items() if name.lower() == wanted), [])


# --- by the standard library


def _patient(raw: bytes) -> Mail | None:
    try:
        message = email.message_from_bytes(raw)
        headers = tuple(
            (name, _readable(value)) for name in HEADERS for value in (message.get_all(name) or [])[:20]
        )
        return Mail(headers=headers, leaves=tuple(_patient_leaves(message)))
    except BROKEN:
        return None


def _patient_leaves(root: Message) -> Iterator[Leaf]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload()
        children = (
            [child for child in inside if isinstance(child, Message)] if isinstance(inside, list) else []
        )
        if children and part.get_content_type() == "message/rfc822":
            yield Leaf(media="message/rfc822", charset="", name="", content=children[0].as_bytes())
        elif isinstance(inside, list):
            waiting.extend(reversed(children))
        else:
            yield _patient_leaf(part)


def _patient_leaf(part: Message) -> Leaf:
    try:
        content = part.get_payload(decode=True)
    except BROKEN:
        content = None
    return Leaf(
        media=part.get_content_type().lower(),
        charset=str(part.get_param("charset") or ""),
        name=scrub(str(part.get_filename() or "")),
        content=content if isinstance(content, bytes) else None,
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
