"""rsync's daemon protocol as the judge reads it: the handshake, the list of modules, one dry list.

Exactly these bytes; whatever follows them (a password's answer, a request for a file's blocks) is an offence.
"""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

_HANDSHAKE = b"@RSYNCD: 27\n"
_MODULE = re.compile(rb"([!-\x7e][ -\x7e]{0,99})\n")
_LISTS = b"--server\n--sender\n-r\n--list-only\n.\n%s/\n\n"
_NO_DEEPER = b"\x10\x00\x00\x00- /*/*/*/*/*/*/*\x00\x00\x00\x00"


def begins(answer: bytes) -> bool:
    """The daemon's greeting, said by the client."""
    return answer.startswith(b"@RSYNCD:")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Handshake, `#list` or a module's name, and perhaps the words that only list it."""
    if not answer.startswith(_HANDSHAKE):
        return (), (Offence(kind=Kind.UNREADABLE, text="an unknown handshake"),)
    rest = answer[len(_HANDSHAKE) :]
    if rest == b"":
        return ("HANDSHAKE",), ()
    module = _MODULE.match(rest)
    if module is None:
        return ("HANDSHAKE",), (Offence(kind=Kind.UNREADABLE, text="no module's name"),)
    rest = rest[module.end() :]
    if module[1] == b"#list":
        return ("HANDSHAKE", "#list"), _nothing_more(rest)
    words = _LISTS % module[1] + _NO_DEEPER
    if rest.startswith(words):
        return ("HANDSHAKE", "MODULE", "LIST"), _nothing_more(rest[len(words) :])
    return ("HANDSHAKE", "MODULE"), _nothing_more(rest)


def _nothing_more(rest: bytes) -> tuple[Offence, ...]:
    if not rest:
        return ()
    # A line of two words is how a password is answered: the user, then the digest.
    is_login = re.fullmatch(rb"[^ \n-][^ \n]{0,100} [^ \n]{1,200}\n", rest) is not None
    kind = Kind.LOGIN if is_login else Kind.MUTATING
    return (Offence(kind=kind, text="more than a list"),)
