"""The random-path control: does a host give the same response to every path?

A host that responds to `/random-path` as to the check's request proves nothing by that response: a soft 404,
an application with one page for all paths, a honeypot. Pure and bounded.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply

LOOKED_AT = 4096
ALIKE = 0.9
WORDS = 2000

_NUMBERS = re.compile(rb"[0-9a-f]{16,64}|[0-9]{1,20}", re.IGNORECASE)
_WORD = re.compile(rb"[^\s<>\"']{1,60}")


def same_answer(control: Reply, reply: Reply, *, control_path: str = "", path: str = "") -> bool:
    """Is `reply` (to `path`) this host's response to any path, compared with that to `control_path`?

    Only a success can mislead like that: a host that refuses everything (401, 403, 404) refuses honestly.
    Redirects count by their target. The paths themselves, numbers and long hex are left out, since pages
    repeat them.
    """
    if control.status != reply.status or reply.status >= 400:
        return False
    if reply.status // 100 == 3:
        return _where(control, control_path) == _where(reply, path)
    return is_similar(_plain(control.body, control_path), _plain(reply.body, path))


def is_similar(one: bytes, other: bytes) -> bool:
    """Equal, or nine tenths of their words in common. Empty equals only empty."""
    if one == other:
        return True
    first, second = _words(one), _words(other)
    both = len(first | second)
    return bool(both) and len(first & second) / both >= ALIKE


def _words(body: bytes) -> frozenset[bytes]:
    return frozenset(_WORD.findall(body)[:WORDS])


def _where(reply: Reply, path: str) -> str:
    target = reply.header("location")[:500]
    return target.replace(path, "") if len(path) > 1 else target


def _plain(body: bytes, path: str) -> bytes:
    kept = body[:LOOKED_AT]
    word = path.strip("/").encode("utf-8", "replace")
    return _NUMBERS.sub(b"0", kept.replace(word, b"") if len(word) > 2 else kept)
