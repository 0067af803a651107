"""Git's own protocol (`git://`), as far as the first answer of `upload-pack`. Pure, bounded, never raises.

Source: gitprotocol-pack(5) and gitprotocol-common(5): lines with four hexadecimal digits of length before
them; `0000` ends the advertisement of references.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 16_384
"""Bytes of one advertisement that are read; a large repository has more references than that."""

FLUSH = b"0000"
UNBORN = b"capabilities^{}"
"""Stands for the references of a repository without a commit."""

_LENGTH = re.compile(rb"[0-9a-f]{4}")
_OBJECT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAME = re.compile(rb"HEAD|refs/[^\x00-\x20\x7f~^:?*\[\\]{1,512}(?:\^\{\})?")
_AGENT = re.compile(rb"(?:^| )agent=git/(\d[\w.]{0,39})")
_ERROR = b"ERR "
_REFUSALS = (
    b"access denied or repository not exported",
    b"no such repository",
    b"repository not exported",
    b"service not enabled",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advertisement:
    """`names` of references, peeled tags and `HEAD` left out; `whole`: its end was read; `version` of Git
    or ''."""

    names: tuple[str, ...] = ()
    whole: bool = False
    version: str = ""


def request(path: bytes) -> bytes:
    """Asks what `upload-pack` has under that path. The version of the protocol is 0, whose first answer lists
    the references."""
    line = b"git-upload-pack " + path + b"\0host=localhost\0"
    return b"%04x" % (len(line) + 4) + line


NOWHERE = request(b"")
"""No path at all: no repository can have it, so that a daemon only refuses."""
ROOT = request(b"/")


def needed(raw: bytes) -> int:
    """How many more bytes the advertisement or the refusal needs at least; 0 when it is complete, too long or
    something else."""
    at = 0
    while at + 4 <= len(raw):
        length = _length(raw, at)
        if length is None or at >= LONGEST:
            return 0
        if length == 0 or at + length > len(raw) or raw[at + 4 : at + 8] == _ERROR:
            return max(0, at + length - len(raw))
        at += length
    return at + 4 - len(raw)


def refusal(raw: bytes) -> str:
    """The sentence after `ERR`, '' where there is none."""
    line = _line(raw)
    return line[4:204].decode("latin-1").strip() if line.startswith(_ERROR) else ""


def denies(raw: bytes) -> bool:
    """Is it the daemon's own sentence for a repository that it does not hand out?"""
    return _line(raw)[4:].startswith(_REFUSALS) and bool(refusal(raw))


def advertised(raw: bytes) -> Advertisement | None:
    """The references, also where the end was cut off; None for anything else."""
    first, names, at = _line(raw), [], 0
    object_name, _, rest = first.partition(b" ")
    head, _, capabilities = rest.partition(b"\0")
    if not _OBJECT.fullmatch(object_name) or not capabilities or not _is_name(head):
        return None
    agent = _AGENT.search(capabilities[:2048])
    version = agent[1].decode() if agent else ""
    while (length := _length(raw, at)) and at + length <= len(raw):
        name = _reference(raw[at + 4 : at + length])
        if name is None:
            return None
        names += [name] if name.startswith("refs/") and not name.endswith("^{}") else []
        at += length
    return Advertisement(names=tuple(names), whole=raw[at : at + 4] == FLUSH, version=version)


def _reference(line: bytes) -> str | None:
    object_name, _, rest = line.rstrip(b"\n").partition(b" ")
    name = rest.partition(b"\0")[0]
    fits = _OBJECT.fullmatch(object_name) and _is_name(name)
    return name.decode("latin-1") if fits else None


def _is_name(name: bytes) -> bool:
    return name == UNBORN or bool(_NAME.fullmatch(name))


def _line(raw: bytes) -> bytes:
    """The first line without its length and line end; b'' when it is incomplete."""
    length = _length(raw, 0)
    return raw[4:length].rstrip(b"\n") if length and length <= len(raw) else b""


def _length(raw: bytes, at: int) -> int | None:
    """The length of the line that begins there, 0 for a flush, None for anything else."""
    digits = raw[at : at + 4]
    if not _LENGTH.fullmatch(digits):
        return None
    length = int(digits, 16)
    return length if length == 0 or length > 4 else None
