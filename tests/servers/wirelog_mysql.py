"""MySQL's protocol as the judge reads it: the client may ask for TLS, and say nothing else.

The first packet of a client has the number 1. The request for TLS is 32 bytes and names nobody; what is
longer names a user, and is a log-in. Commands begin again at the number 0 and would come after one.
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_SIZE = 32
_SSL = 0x0800


def begins(answer: bytes) -> bool:
    """A packet numbered 1 of a plausible length."""
    return len(answer) >= 4 and answer[3] == 1 and _SIZE <= int.from_bytes(answer[:3], "little") < 4096


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """One packet, then TLS or nothing."""
    packet, rest = answer[4 : 4 + _SIZE], answer[4 + _SIZE :]
    if int.from_bytes(answer[:3], "little") != _SIZE:
        return (), (Offence(kind=Kind.LOGIN, text="a packet that names a user"),)
    asks = int.from_bytes(packet[:4], "little") & _SSL
    if len(packet) != _SIZE or not asks or packet[9:] != b"\0" * 23:
        return (), (Offence(kind=Kind.UNREADABLE, text="no request for TLS"),)
    if rest and not (rest[:1] in (b"\x16", b"\x15") and rest[1:2] == b"\x03"):
        return ("tls",), (Offence(kind=Kind.LOGIN, text="something else than TLS behind the request"),)
    return ("tls",), ()
