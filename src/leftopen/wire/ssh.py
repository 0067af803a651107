"""SSH up to the host key, and never one step further (RFC 4253, 5656, 8731).

Both sides identify themselves and offer algorithms; the server shows its host key in the response to the
first key-exchange message. There the talk ends, before any authentication. Bounded, never raises.

    string    4 bytes length, then the bytes          packet   4 length, 1 padding length, payload, padding
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

LARGEST = 65536
LARGEST_PACKET = 35000
BANNER_LINES = 20
KEXINIT, ECDH_INIT, ECDH_REPLY, DISCONNECT = 20, 30, 31, 1

IDENTIFICATION = b"SSH-2.0-leftopen\r\n"
CURVE25519 = ("curve25519-sha256", "curve25519-sha256@libssh.org")
NISTP256 = "ecdh-sha2-nistp256"
LISTS = (
    "kex_algorithms",
    "server_host_key_algorithms",
    "encryption_algorithms_client_to_server",
    "encryption_algorithms",
    "mac_algorithms_client_to_server",
    "mac_algorithms",
    "compression_algorithms_client_to_server",
    "compression_algorithms",
    "languages_client_to_server",
    "languages",
)
"""In the order of RFC 4253 section 7.1. Names without a suffix are those of server to client."""

OFFERED = (
    ",".join((*CURVE25519, NISTP256)),
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256,ssh-rsa",
    *("aes128-ctr,aes256-ctr,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-cbc",) * 2,
    *("hmac-sha2-256,hmac-sha2-512,hmac-sha1",) * 2,
    *("none,zlib@openssh.com",) * 2,
    *("",) * 2,
)

# No key is ever derived from these: any valid point makes the server show its host key. The first is a
# digest (every 32 bytes are a point of Curve25519), the second the generator of P-256.
_POINT_25519 = hashlib.sha256(b"leftopen").digest()
_POINT_P256 = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyExchange:
    """The server's part of the key exchange. `lists` maps each of `LISTS` to its names, {} before KEXINIT;
    `host_key` is the blob, b'' when it was not shown (no signature is verified: it is what the server
    claims)."""

    identification: bytes = b""
    lists: dict[str, tuple[str, ...]]
    follows: bool = False
    host_key: bytes = b""

    @property
    def software(self) -> str:
        """`OpenSSH_9.2p1 Debian-2` of `SSH-2.0-OpenSSH_9.2p1 Debian-2`."""
        parts = self.identification.split(b"-", 2)
        return parts[2].decode("utf-8", "replace")[:200] if len(parts) == 3 else ""


def identification(raw: bytes) -> tuple[bytes, bytes] | None:
    """(the identification line without its end, what follows), skipping lines that a server may send before
    it; None until it is complete."""
    rest = raw[:LARGEST]
    for _ in range(BANNER_LINES):
        line, newline, rest = rest.partition(b"\n")
        if not newline:
            return None
        if line.startswith(b"SSH-"):
            return line.rstrip(b"\r")[:255], rest
    return None


def hello() -> bytes:
    """Our identification and KEXINIT, in one write. The cookie is constant: no secret depends on it."""
    lists = b"".join(string(names.encode()) for names in OFFERED)
    return IDENTIFICATION + packet(bytes([KEXINIT]) + bytes(16) + lists + b"\x00" + bytes(4))


def exchange(kex_algorithms: tuple[str, ...]) -> bytes:
    """Our first message of the method that RFC 4253 section 7.1 chooses; b'' when none is shared."""
    for method in OFFERED[0].split(","):
        if method in kex_algorithms:
            return packet(bytes([ECDH_INIT]) + string(_POINT_P256 if method == NISTP256 else _POINT_25519))
    return b""


def packet(payload: bytes) -> bytes:
    """The unencrypted binary packet: whole blocks of 8, at least 4 of padding."""
    padding = 8 - (5 + len(payload)) % 8
    padding += 8 if padding < 4 else 0
    return (1 + len(payload) + padding).to_bytes(4, "big") + bytes([padding]) + payload + bytes(padding)


def string(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def read(raw: bytes) -> KeyExchange | None:
    """Everything the server sent so far, or None without an identification line."""
    named = identification(raw)
    if named is None:
        return None
    lists: dict[str, tuple[str, ...]] = {}
    follows, host_key = False, b""
    for payload in _payloads(named[1]):
        if payload[0] == KEXINIT and not lists:
            lists, follows = _kexinit(payload)
        elif payload[0] == ECDH_REPLY and not host_key:
            host_key = _string(payload, 1)[0]
    return KeyExchange(identification=named[0], lists=lists, follows=follows, host_key=host_key)


def is_complete(raw: bytes) -> bool:
    """Is the end reached? (A broken packet, a disconnect, or the limit.)"""
    named = identification(raw)
    if named is None:
        return len(raw) >= LARGEST or raw.count(b"\n") > BANNER_LINES
    at, rest = 0, named[1]
    while at + 5 <= len(rest):
        size = _size(rest, at)
        if size == 0 or (at + 5 < len(rest) and rest[at + 5] == DISCONNECT):
            return True
        at += size
    return len(raw) >= LARGEST


def choose_algorithm(ours: str, theirs: tuple[str, ...]) -> str:
    """The first of ours that the server has too, or ''."""
    return next((name for name in ours.split(",") if name in theirs), "")


def key_type(blob: bytes) -> str:
    """`ssh-ed25519` … of a host key blob."""
    return _string(blob, 0)[0].decode("ascii", "replace")[:64]


def fingerprint(blob: bytes) -> str:
    """`SHA256:` and base64 without padding, as `ssh-keygen -l` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def fingerprint_md5(blob: bytes) -> str:
    """Sixteen pairs of hex with colons, as Shodan's `ssh.fingerprint`."""
    return hashlib.md5(blob, usedforsecurity=False).digest().hex(":")


def hassh_server(lists: dict[str, tuple[str, ...]]) -> str:
    """hasshServer: MD5 in hex of `kex;encryption;mac;compression`, server to client, joined by commas."""
    kinds = ("kex_algorithms", "encryption_algorithms", "mac_algorithms", "compression_algorithms")
    text = ";".join(",".join(lists.get(kind, ())) for kind in kinds)
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _size(raw: bytes, at: int) -> int:
    """The whole packet's length, 0 for an invalid one."""
    length = int.from_bytes(raw[at : at + 4], "big")
    padding = raw[at + 4]
    return length + 4 if 2 + padding <= length <= LARGEST_PACKET else 0


def _payloads(raw: bytes) -> list[bytes]:
    found: list[bytes] = []
    at = 0
    while at + 5 <= len(raw) and len(found) < 20:
        size = _size(raw, at)
        if not size or at + size > len(raw):
            break
        found.append(raw[at + 5 : at + size - raw[at + 4]])
        at += size
    return found


def _kexinit(payload: bytes) -> tuple[dict[str, tuple[str, ...]], bool]:
    lists: dict[str, tuple[str, ...]] = {}
    at = 17
    for name in LISTS:
        body, at = _string(payload, at)
        words = body.decode("ascii", "replace").split(",")[:100] if body else []
        lists[name] = tuple(word[:100] for word in words)
    return lists, payload[at : at + 1] not in (b"", b"\x00")


def _string(raw: bytes, at: int) -> tuple[bytes, int]:
    """The string at that position and where it ends; b'' and the end of the bytes when it is incomplete."""
    length = int.from_bytes(raw[at : at + 4], "big")
    if at + 4 + length > len(raw):
        return b"", len(raw)
    return raw[at + 4 : at + 4 + length], at + 4 + length
