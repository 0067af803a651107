"""What tells one message from others in every store and log: its Message-ID, as a keyed digest.

A Message-ID may hold a name or an address, so it is never kept itself. Source: RFC 5322, 3.6.4.
"""

from __future__ import annotations

import hashlib
import re

from leftopen.contents.digests import keyed_digest
from leftopen.model.reader import Document, Part

MAILS = frozenset(("eml", "msg"))
"""Readers whose document is a mail with its headers."""
NAMELESS = frozenset(("tnef",))
"""Those whose document is a mail, and that give no Message-ID."""
HEADERS = 64 * 1024
"""Bytes in which the header is looked for."""
HEADER = re.compile(
    rb"^Message-ID:[ \t]*(?:(?:\r?\n[ \t]+)?([^\r\n]{1,1000})(?:\r?\n(?![ \t])|\r?\Z))?",
    re.MULTILINE | re.IGNORECASE,
)
"""The group is empty where the value goes on in another line, or is too long."""
ID = re.compile(r"<[!-;=?-~]{1,900}>")
BARE = re.compile(r"[!-;=?A-~]{1,450}@[!-;=?A-~]{1,450}")
END = re.compile(rb"\r?\n\r?\n")
ID_BYTES, BODY_BYTES = 16, 8


def read_id(text: str) -> str:
    """The Message-ID that is the whole value of a header, with its angle brackets, which some programs leave
    out; '' for none, and for one with a comment or characters that logs spell in another way: no log could be
    asked for it."""
    bare = text.strip()
    if ID.fullmatch(bare):
        return bare
    return f"<{bare}>" if BARE.fullmatch(bare) else ""


def id_in(mail: bytes) -> str:
    """Of the bytes of a mail; '' where it has several that differ: logs name one of them."""
    end = END.search(mail, 0, HEADERS)
    values = set(HEADER.findall(mail[: end.start() + 1 if end else HEADERS]))
    return read_id(values.pop().decode("utf-8", "replace")) if len(values) == 1 else ""


def body_digest(part: Part, document: Document) -> bytes:
    """Of what a mail holds beside its headers: equal for copies, in whatever form they are stored. Of a mail
    that was not read as a whole, of all its bytes."""
    if document.not_read or part.damaged:
        return hashlib.sha256(part.data).digest()
    _, _, text = f"\n{document.text}".partition("\n\n")
    hasher = hashlib.sha256("".join(text.split()).encode("utf-8", "replace"))
    for one in sorted(hashlib.sha256(inner.data.strip()).digest() for inner in document.parts if inner.data):
        hasher.update(one)
    return hasher.digest()


def message_key(key: bytes, id: str, body: bytes) -> bytes:
    """The digest of a Message-ID and one of what follows the headers, so that copies are one message, and two
    messages that share an ID are two."""
    return id_digest(key, id) + _digest(key, b"body\0" + body, BODY_BYTES)


def id_digest(key: bytes, id: str) -> bytes:
    """Of a Message-ID with or without its angle brackets; upper and lower case make no difference."""
    bare = id.strip().removeprefix("<").removesuffix(">").lower()
    return _digest(key, b"id\0" + f"<{bare}>".encode("utf-8", "replace"), ID_BYTES)


def _digest(key: bytes, raw: bytes, size: int) -> bytes:
    return bytes.fromhex(keyed_digest(key, b"message\0" + raw)[: 2 * size])
