"""Subversion's own protocol (`svn://`) as far as the listing of one folder. Pure, bounded, never raises.

Numbers, words, strings with their length and lists of these, each followed by white space. Source:
`subversion/libsvn_ra_svn/protocol` of Subversion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

LONGEST = 2048
LARGEST = 65536
DEEPEST = 16
LOGIN_REFUSED = 170001
NOT_AUTHORIZED = frozenset({LOGIN_REFUSED, 220001})
"""SVN_ERR_RA_NOT_AUTHORIZED, SVN_ERR_AUTHZ_UNREADABLE."""
NO_REPOSITORY = 210005
"""SVN_ERR_RA_SVN_REPOS_NOT_FOUND."""

ANONYMOUS = "ANONYMOUS"
HELLO = b"( 2 ( edit-pipeline svndiff1 depth ) 15:svn://localhost 8:leftopen ( ) ) "
LOG_IN = b"( ANONYMOUS ( 0: ) ) "
"""SASL's anonymous identity (RFC 4505), without a trace."""
LIST_ROOT = b"( get-dir ( 0: ( ) false true ( kind ) ) ) "
"""The newest revision's root: names and kinds, no properties."""

Item: TypeAlias = "int | str | bytes | tuple[Item, ...]"
_TOKEN = re.compile(rb"[ \n]*(?:([()])|([0-9]{1,12})(:?)|([A-Za-z][A-Za-z0-9-]{0,63}))")
_SPACES = (b" ", b"\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The versions of the protocol, and what the server can do."""

    low: int
    high: int
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`names` counts its entries; `whole` is False when more may follow."""

    names: int
    whole: bool


def items(raw: bytes) -> tuple[Item, ...]:
    """The whole items at the beginning: an int, a word (str), a string (bytes), or a tuple of these."""
    return _parse(raw[:LARGEST])[0]


def greeting(raw: bytes) -> Greeting | None:
    """None for anything but a whole greeting."""
    heard = items(raw[:LONGEST])
    match success(heard[0]) if heard else None:
        case (int(low), int(high), tuple(), tuple(words)):
            return Greeting(low=low, high=high, capabilities=_words(words))
    return None


def fails(raw: bytes) -> bool:
    """A failure in place of the greeting: the server has no room or no repository."""
    heard = items(raw[:LONGEST])
    return bool(heard) and failure(heard[0]) != 0


def success(item: Item) -> tuple[Item, ...] | None:
    """The parameters of a response; None for a failure and for no response."""
    match item:
        case ("success", tuple(parameters)):
            return parameters
    return None


def failure(item: Item) -> int:
    """The number of a failure's first error (a refused login has a text alone), 0 for anything else."""
    match item:
        case ("failure", ((int(code), *_), *_)):
            return code
        case ("failure", (bytes(),)):
            return LOGIN_REFUSED
    return 0


def mechanisms(item: Item) -> tuple[str, ...] | None:
    """The ways to log in that an auth-request offers, () where none is needed; None for another item."""
    match success(item):
        case (tuple(words), bytes()):
            return _words(words)
    return None


def is_repository(item: Item) -> bool:
    """The repository's UUID, URL and capabilities, sent to a client that was let in."""
    match success(item):
        case (bytes(), bytes(), tuple()) | (bytes(), bytes()):
            return True
    return False


def folder(raw: bytes, at: int) -> Folder | None:
    """The response to `LIST_ROOT`, which is the item of that index, also one that was cut in its list."""
    heard, rest = _parse(raw[:LARGEST])
    whole = len(heard) > at
    item = heard[at] if whole else rest if len(heard) == at else ()
    match success(item):
        case (int(), tuple(), tuple(entries)):
            return Folder(names=sum(map(_is_entry, entries)), whole=whole)
    return None


def _is_entry(item: Item) -> bool:
    match item:
        case (bytes(), str(), int(), str(), int(), *_):
            return True
    return False


def _words(found: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(word for word in found if isinstance(word, str))


def _parse(raw: bytes) -> tuple[tuple[Item, ...], Item]:
    """The whole items, and the one that was cut, with as much of it as is there; () for none."""
    lists: list[list[Item]] = [[]]
    at = 0
    while token := _TOKEN.match(raw, at):
        item, at = _item(raw, token)
        if raw[at : at + 1] not in _SPACES or len(lists) > DEEPEST:
            break
        if token[1] == b"(":
            lists.append([])
            continue
        if token[1] and len(lists) == 1:
            break
        if token[1]:
            item = tuple(lists.pop())
        lists[-1].append(item)
    return tuple(lists[0]), _closed(lists[1:])


def _item(raw: bytes, token: re.Match[bytes]) -> tuple[Item, int]:
    """What a token stands for (() for a bracket), and where it ends."""
    if token[3]:
        end = token.end() + int(token[2])
        return raw[token.end() : end], end
    if token[2]:
        return int(token[2]), token.end()
    return token[4].decode() if token[4] else (), token.end()


def _closed(lists: list[list[Item]]) -> Item:
    """Lists that are still open, each inside the one before, as if they ended here."""
    inner: tuple[Item, ...] | None = None
    for one in reversed(lists):
        inner = tuple(one) if inner is None else (*one, inner)
    return inner or ()
