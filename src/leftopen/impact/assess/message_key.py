"""What tells one message from others in every store and log: its Message-ID, as a keyed digest.

A Message-ID may hold a name or an address, so it is never kept itself. Source: RFC 5322, 3.6.4.
"""

from __future__ import annotations

import re

from leftopen.contents.digests import keyed

HEADERS = 64 * 1024
"""Bytes in which the header is looked for."""
ID = re.compile(rb"^Message-ID:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,900}>)", re.MULTILINE | re.IGNORECASE)
END = re.compile(rb"\r?\n\r?\n")
ID_BYTES, BODY_BYTES = 16, 8


def message_key(key: bytes, mail: bytes) -> bytes:
    """Of the bytes of a mail: the digest of its Message-ID and one of what follows its headers, so that
    copies are one message, and two messages that share an ID are two. b"" without a Message-ID."""
    end = END.search(mail, 0, HEADERS)
    headers = mail[: end.start() + 1 if end else HEADERS]
    found = ID.search(headers)
    if found is None:
        return b""
    body = mail[end.end() :] if end else b""
    return id_digest(key, found[1].decode("utf-8", "replace")) + _digest(key, b"body\0" + body, BODY_BYTES)


def id_digest(key: bytes, id: str) -> bytes:
    """Of a Message-ID with its angle brackets; upper and lower case make no difference."""
    return _digest(key, b"id\0" + id.strip().lower().encode("utf-8", "replace"), ID_BYTES)


def _digest(key: bytes, raw: bytes, size: int) -> bytes:
    return bytes.fromhex(keyed(key, b"message\0" + raw)[: 2 * size])
