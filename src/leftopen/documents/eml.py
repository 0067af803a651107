"""One mail: the visible headers and the text bodies as text, everything else as parts.

When most of the body is lost in parsing (`formats/mail_tree.py`), the raw body is added. Files that are
written as text in a body are parts, and what Apple Mail notes of a mail (`.emlx`) is text like its headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from leftopen.formats.apple_mail import COUNT, apple_mail
from leftopen.formats.charset import decode
from leftopen.formats.flowed_text import unflowed
from leftopen.formats.long_text import long_text, pieces, text_part
from leftopen.formats.mail_domains import mail_domains
from leftopen.formats.mail_tree import Leaf, Mail, parse_mail
from leftopen.formats.text_blocks import text_blocks
from leftopen.model.reader import Document, Part, Reader

# A mail of Outlook with 64 MiB of attachments fits in.
RAW_LIMIT = 96 * 1024 * 1024
PARTS_LIMIT = 5_000
KEPT_AT_LEAST = 0.5
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
    mail = parse_mail(raw)
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
    return Part(name=leaf.name, media=leaf.media, data=content)


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


reader = Reader(recognises=recognises, read=read)
