"""MySQL's protocol as the judge reads it: the client may ask for TLS, or name the one made-up user.

The first packet of a client has the number 1. The request for TLS is 32 bytes and names nobody; what is
longer names a user, and is a log-in, unless it is that of the made-up user without a password. Commands begin
again at the number 0 and come after one.
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_SIZE = 32
_SSL = 0x0800
_STRANGER = b"leftopen_nobody\0\0"
_NATIVE = b"mysql_native_password\0"
_SHOW = b"\x0f\0\0\0\x03SHOW DATABASES"


def begins(answer: bytes) -> bool:
    """A packet numbered 1 of a plausible length."""
    return len(answer) >= 4 and answer[3] == 1 and _SIZE <= int.from_bytes(answer[:3], "little") < 4096


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """One packet, then TLS, nothing, or what follows the made-up user's login."""
    size = int.from_bytes(answer[:3], "little")
    if answer[4 + _SIZE : 4 + size] in (_STRANGER, _STRANGER + _NATIVE):
        return _of_stranger(answer[4 + size :])
    packet, rest = answer[4 : 4 + _SIZE], answer[4 + _SIZE :]
    if size != _SIZE:
        return (), (Offence(kind=Kind.LOGIN, text="a packet that names a user"),)
    asks = int.from_bytes(packet[:4], "little") & _SSL
    if len(packet) != _SIZE or not asks or packet[9:] != b"\0" * 23:
        return (), (Offence(kind=Kind.UNREADABLE, text="no request for TLS"),)
    if rest and not (rest[:1] in (b"\x16", b"\x15") and rest[1:2] == b"\x03"):
        return ("tls",), (Offence(kind=Kind.LOGIN, text="something else than TLS behind the request"),)
    return ("tls",), ()


def _of_stranger(rest: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """An empty password where another method is wanted, and the one command."""
    rest = rest[4:] if rest.startswith(b"\0\0\0\3") else rest
    if rest in (b"", _SHOW):
        return ("stranger", "SHOW DATABASES") if rest else ("stranger",), ()
    kind = Kind.MUTATING if rest[3:4] == b"\0" else Kind.LOGIN
    return ("stranger",), (Offence(kind=kind, text=ascii(rest[:60].decode("latin-1"))),)
