"""Messages of a PostgreSQL, as tests make them."""

from __future__ import annotations

import struct


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">i", len(body) + 4) + body


def error(
    code: str, text: str, *, file: str = "auth.c", routine: str = "auth_failed", new: bool = True
) -> bytes:
    """`new`: with the field that releases since 9.6 have."""
    fields = [f"SFATAL\0{'VFATAL' if new else ''}", f"C{code}", f"M{text}", f"F{file}", "L1", f"R{routine}"]
    words = [word for field in fields for word in field.split("\0") if word]
    return message(b"E", "".join(f"{word}\0" for word in words).encode() + b"\0")


def span(versions: str = "1.0 to 3.0", *, file: str = "postmaster.c", new: bool = True) -> bytes:
    """What a release before 12 says to the request for GSSAPI."""
    text = f"unsupported frontend protocol 1234.5680: server supports {versions}"
    return error("0A000", text, file=file, routine="ProcessStartupPacket", new=new)


def authentication(number: int, more: bytes = b"") -> bytes:
    return message(b"R", struct.pack(">i", number) + more)


TRUST = authentication(0)
SCRAM = authentication(10, b"SCRAM-SHA-256\0\0")
NO_SUCH_USER = error("28000", 'role "leftopen_nobody" does not exist', file="miscinit.c")
BY_RULE = error("28000", 'pg_hba.conf rejects connection for host "192.0.2.7", user "leftopen_nobody"')
LET_IN = TRUST + message(b"S", b"server_version\x0013.0.0\0") + message(b"Z", b"I")
