"""TLS for recognition: a ClientHello for at most TLS 1.2, and the response.

TLS 1.2 (RFC 5246) sends the server's certificates unencrypted, so that one request shows them, valid or not.
A server with only TLS 1.3 (RFC 8446) responds with an alert, which is recognised too. No handshake is ever
finished here. Bounded, never raises.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LARGEST = 65536
MOST_CERTIFICATES = 10
DONE = 14

SUITES = {
    0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256",
    0xC02C: "ECDHE-ECDSA-AES256-GCM-SHA384",
    0xC02F: "ECDHE-RSA-AES128-GCM-SHA256",
    0xC030: "ECDHE-RSA-AES256-GCM-SHA384",
    0xCCA9: "ECDHE-ECDSA-CHACHA20-POLY1305",
    0xCCA8: "ECDHE-RSA-CHACHA20-POLY1305",
    0x009E: "DHE-RSA-AES128-GCM-SHA256",
    0x009F: "DHE-RSA-AES256-GCM-SHA384",
    0xC009: "ECDHE-ECDSA-AES128-SHA",
    0xC013: "ECDHE-RSA-AES128-SHA",
    0xC014: "ECDHE-RSA-AES256-SHA",
    0x009C: "AES128-GCM-SHA256",
    0x009D: "AES256-GCM-SHA384",
    0x002F: "AES128-SHA",
    0x0035: "AES256-SHA",
}
VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2", 0x0304: "TLSv1.3"}

# No connection is ever made with it, so that it need not be secret or fresh.
_RANDOM = hashlib.sha256(b"leftopen").digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """`certificates` are DER, the server's own first. `alert` is the description number, or None. `whole`
    when the server has sent its whole flight."""

    version: str = ""
    cipher: str = ""
    certificates: tuple[bytes, ...] = ()
    alert: int | None = None
    whole: bool = False


def client_hello(name: str = "") -> bytes:
    """One TLS record. `name` is the SNI, ASCII, or '' for none."""
    suites = b"".join(suite.to_bytes(2, "big") for suite in SUITES)
    extensions = _extensions(name)
    body = b"\x03\x03" + _RANDOM + b"\x00" + _sized(suites, 2) + b"\x01\x00" + _sized(extensions, 2)
    return b"\x16\x03\x01" + _sized(b"\x01" + _sized(body, 3), 2)


def recognises(first: bytes) -> bool:
    """A handshake record with a ServerHello, or an alert of two bytes."""
    if len(first) < 5 or first[1] != 3 or first[2] > 4:
        return False
    length = int.from_bytes(first[3:5], "big")
    if first[0] == 0x15:
        return length == 2
    return first[0] == 0x16 and 4 <= length <= 16640 and first[5:6] in (b"", b"\x02")


def is_complete(raw: bytes) -> bool:
    """Is reading done: the flight is complete, an alert came, or this is no TLS?"""
    if not recognises(raw[:6]) and len(raw) >= 6:
        return True
    hello = read(raw)
    return hello.whole or hello.alert is not None or len(raw) >= LARGEST


def read(raw: bytes) -> Hello:
    """The server's first flight, as far as it came."""
    handshake, alert = _records(raw[:LARGEST])
    version = cipher = ""
    certificates: tuple[bytes, ...] = ()
    whole = False
    for kind, body in _messages(handshake):
        if kind == 2:
            version, cipher = _server_hello(body)
        elif kind == 11:
            certificates = _certificates(body)
        whole = whole or kind == DONE
    return Hello(version=version, cipher=cipher, certificates=certificates, alert=alert, whole=whole)


def _records(raw: bytes) -> tuple[bytes, int | None]:
    """The handshake bytes of all records, and the first alert's description."""
    joined, at = bytearray(), 0
    while at + 5 <= len(raw) and raw[at + 1] == 3:
        length = int.from_bytes(raw[at + 3 : at + 5], "big")
        body = raw[at + 5 : at + 5 + length]
        if raw[at] == 0x15 and len(body) == 2:
            return bytes(joined), body[1]
        if raw[at] != 0x16 or not length:
            break
        joined += body
        at += 5 + length
    return bytes(joined), None


def _messages(handshake: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 4 <= len(handshake) and len(found) < 20:
        length = int.from_bytes(handshake[at + 1 : at + 4], "big")
        if at + 4 + length > len(handshake):
            break
        found.append((handshake[at], handshake[at + 4 : at + 4 + length]))
        at += 4 + length
    return found


def _server_hello(body: bytes) -> tuple[str, str]:
    if len(body) < 38:
        return "", ""
    after = 35 + body[34]
    suite = int.from_bytes(body[after : after + 2], "big")
    return VERSIONS.get(int.from_bytes(body[:2], "big"), ""), SUITES.get(suite, f"0x{suite:04X}")


def _certificates(body: bytes) -> tuple[bytes, ...]:
    found: list[bytes] = []
    at = 3
    while at + 3 <= len(body) and len(found) < MOST_CERTIFICATES:
        length = int.from_bytes(body[at : at + 3], "big")
        if not length or at + 3 + length > len(body):
            break
        found.append(body[at + 3 : at + 3 + length])
        at += 3 + length
    return tuple(found)


def _extensions(name: str) -> bytes:
    groups = _sized(b"\x00\x1d\x00\x17\x00\x18", 2)
    points = _sized(b"\x00", 1)
    schemes = (0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201)
    signatures = _sized(b"".join(scheme.to_bytes(2, "big") for scheme in schemes), 2)
    made = (
        b"\x00\x0a"
        + _sized(groups, 2)
        + b"\x00\x0b"
        + _sized(points, 2)
        + b"\x00\x0d"
        + _sized(signatures, 2)
    )
    if name:
        entry = b"\x00" + _sized(name.encode("ascii", "ignore")[:255], 2)
        made = b"\x00\x00" + _sized(_sized(entry, 2), 2) + made
    return made


def _sized(body: bytes, width: int) -> bytes:
    return len(body).to_bytes(width, "big") + body
