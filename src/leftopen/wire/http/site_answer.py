"""Do two names have the same site? Compares the responses to their front pages. Pure and bounded."""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.wire.http.soft_404 import ALIKE

COMPARED = ("server", "www-authenticate", "location")
MOST_HOSTS = 100
_HOST = re.compile(rb"""https?://([a-z0-9_.-]{1,253})(?=[/:"'?#\s<]|$)""", re.IGNORECASE)
_WORD = re.compile(rb"[^\s<>\"'=&;?/]+")


def same_site(one: Reply, host: str, other: Reply, other_host: str) -> bool:
    """Are they equal, but for the host that was asked, which pages repeat?"""
    return _heads(one, host) == _heads(other, other_host) and _body(one, host) == _body(other, other_host)


def is_alike(one: Reply, host: str, other: Reply, other_host: str) -> bool:
    """May they be the same page, which differs from one request to the next? Nine tenths of the words are
    the same in the same place."""
    first, second = _words(one, host), _words(other, other_host)
    if _heads(one, host) != _heads(other, other_host) or len(first) != len(second):
        return False
    same = sum(word == elsewhere for word, elsewhere in zip(first, second, strict=True))
    return same >= ALIKE * len(first)


def same_but_volatile(one: Reply, again: Reply, other: Reply, other_host: str, *, host: str) -> bool:
    """Is `other` the same site as `one`? `again` is a second response to the same request as `one`: whatever
    differs between them tells no sites apart."""
    first, second, third = _words(one, host), _words(again, host), _words(other, other_host)
    if not len(first) == len(second) == len(third):
        return False
    return all(
        word == elsewhere or word != later
        for word, later, elsewhere in zip(first, second, third, strict=True)
    )


def linked_hosts(page: bytes) -> tuple[str, ...]:
    """The hosts of the absolute links in the head or the body of a response, in lower case."""
    found = (host.decode("ascii").lower().rstrip(".") for host in _HOST.findall(page))
    return tuple(dict.fromkeys(found))[:MOST_HOSTS]


def _heads(reply: Reply, host: str) -> tuple[object, ...]:
    return (reply.status, *(_without(reply.header(name).encode(), host) for name in COMPARED))


def _body(reply: Reply, host: str) -> bytes:
    return _without(reply.body, host)


def _words(reply: Reply, host: str) -> list[bytes]:
    return _WORD.findall(_body(reply, host))


def _without(text: bytes, host: str) -> bytes:
    """`host` as the Host header has it: with the port, where it is no usual one."""
    text = text.replace(host.encode(), b"")
    bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return text.replace(bare.encode(), b"") if len(bare) > 2 else text
