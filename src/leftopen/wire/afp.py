"""Apple's file protocol, the server's information alone. Pure, bounded, never raises.

Source: DSI (`DSIGetStatus`) and AFP (`FPGetSrvrInfo`) in Apple's Filing Protocol reference: sixteen bytes of
header, then offsets to lists of texts with one byte of length. No session is opened.
"""

from __future__ import annotations

from dataclasses import dataclass

GET_STATUS = b"\0\3\0\1" + bytes(12)
LARGEST = 4096
GUEST = "No User Authent"
_HEAD = 16
_MOST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInfo:
    """`machine` by its own word (`Netatalk4.2.3`), the versions of the protocol, the ways to log in."""

    machine: str
    versions: tuple[str, ...]
    ways: tuple[str, ...]


def needed(raw: bytes) -> int:
    """How many more bytes the answer needs at least; 0 when it is complete or none."""
    if raw[:4] != b"\1\3\0\1"[: len(raw[:4])]:
        return 0
    if len(raw) < _HEAD:
        return _HEAD - len(raw)
    length = int.from_bytes(raw[8:12], "big")
    return max(0, _HEAD + length - len(raw)) if length <= LARGEST else 0


def server_info(raw: bytes) -> ServerInfo | None:
    """The answer to GET_STATUS; None for anything else."""
    length = int.from_bytes(raw[8:12], "big")
    if raw[:8] != b"\1\3\0\1\0\0\0\0" or length > LARGEST or len(raw) < _HEAD + length:
        return None
    body = raw[_HEAD : _HEAD + length]
    machine = _text(body, int.from_bytes(body[:2], "big"))
    versions = _texts(body, int.from_bytes(body[2:4], "big"))
    ways = _texts(body, int.from_bytes(body[4:6], "big"))
    if machine is None or not ways or not any(one.startswith("AFP") for one in versions):
        return None
    return ServerInfo(machine=machine, versions=versions, ways=ways)


def _text(body: bytes, at: int) -> str | None:
    """None where it is not whole, or not printable."""
    if not 10 <= at < len(body) or at + 1 + body[at] > len(body):
        return None
    text = body[at + 1 : at + 1 + body[at]].decode("latin-1")
    return text if text.isascii() and text.isprintable() else None


def _texts(body: bytes, at: int) -> tuple[str, ...]:
    """() where the list is not whole."""
    if not 10 <= at < len(body) or body[at] > _MOST:
        return ()
    found: list[str] = []
    count, at = body[at], at + 1
    for _ in range(count):
        text = _text(body, at)
        if text is None:
            return ()
        found.append(text)
        at += 1 + body[at]
    return tuple(found)
