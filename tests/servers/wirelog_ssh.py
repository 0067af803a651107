"""SSH as the judge reads it: the identification and the key exchange, never as far as a log-in.

A log-in request travels encrypted. So nothing may follow SSH_MSG_NEWKEYS (21), and no message of the service
and authentication layers may be sent in the clear (RFC 4250, 4.1).
"""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

_HARMLESS = {1: "DISCONNECT", 2: "IGNORE", 3: "UNIMPLEMENTED", 4: "DEBUG", 20: "KEXINIT", 21: "NEWKEYS"}
_EXCHANGE = range(30, 50)


def begins(answer: bytes) -> bool:
    """The identification line."""
    return answer.startswith(b"SSH-")


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """The identification line, then binary packets in the clear."""
    asked = ["IDENTIFICATION"]
    _, end, rest = answer.partition(b"\n")
    if len(answer) - len(rest) > 255:
        return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="an identification over 255 bytes"),)
    while end and len(rest) >= 6:
        size, message = int.from_bytes(rest[:4], "big"), rest[5]
        if not 2 <= size <= 35_000:
            return tuple(asked), (Offence(kind=Kind.UNREADABLE, text="no packet in the clear"),)
        name = "EXCHANGE" if message in _EXCHANGE else _HARMLESS.get(message, "")
        if not name:
            return tuple(asked), (Offence(kind=Kind.LOGIN, text=f"message {message}"),)
        asked.append(name)
        rest = rest[4 + size :]
        if name == "NEWKEYS" and rest:
            return tuple(asked), (Offence(kind=Kind.LOGIN, text="encrypted bytes after the key exchange"),)
    return tuple(asked), ()
