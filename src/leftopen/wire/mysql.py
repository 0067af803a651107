"""The greeting of MySQL and MariaDB, and the request for TLS. Bounded, never raises on any bytes.

The server speaks first. Source: "Connection Phase Packets" of MySQL's internals documentation, and MariaDB's
description of its own greeting.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

LARGEST = 4096
SSL = 0x0800
PLUGIN = 0x0008_0000
_PROTOCOL_41 = 0x0200
_SECURE = 0x8000
_LONG_PASSWORD = 0x0001
WANTED = _PROTOCOL_41 | _SECURE | PLUGIN | _LONG_PASSWORD
"""What a client here can do, without TLS."""

CAPABILITIES = {
    0x0001: "long_password",
    0x0008: "connect_with_db",
    0x0020: "compress",
    0x0080: "local_files",
    0x0200: "protocol_41",
    0x0800: "ssl",
    0x8000: "secure_connection",
    0x0008_0000: "plugin_auth",
    0x0020_0000: "expired_passwords",
    0x0100_0000: "deprecate_eof",
}
"""Those that characterise the server; the others are kept only as a number."""

_PERCONA = re.compile(
    r"(?:5\.[56]\.\d{1,3}-\d{2}\.\d{1,2}|(?:5\.7|8\.\d{1,2})\.\d{1,3}-\d{1,2}(?:\.\d)?)(?:-log|-debug)?"
)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,4}){1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """`version` as the server writes it; `charset` its number; `plugin` its authentication method. The random
    part and the connection's number are left out: they differ each time and mean nothing."""

    version: str
    capabilities: int = 0
    charset: int = 0
    plugin: str = ""

    @property
    def tls(self) -> bool:
        return bool(self.capabilities & SSL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An error instead of a greeting, or after one."""

    code: int
    text: str


def ssl_request(capabilities: int) -> bytes:
    """Requests TLS; names no user. Only flags that the server has offered."""
    wanted = (SSL | WANTED) & (capabilities | SSL)
    return struct.pack("<I", 32 | 1 << 24) + struct.pack("<IIB23x", wanted, 1 << 24, 45)


def needed(raw: bytes) -> int:
    """How many more bytes the first packet needs at least: 0 when it is complete, or invalid."""
    if len(raw) < 4:
        return 4 - len(raw)
    length = int.from_bytes(raw[:3], "little")
    return max(0, length + 4 - len(raw)) if raw[3] == 0 and 3 <= length <= LARGEST else 0


def greeting(raw: bytes) -> Greeting | None:
    """The greeting of protocol 10, or None."""
    payload = _payload(raw)
    version, end, rest = payload[1:].partition(b"\0")
    if payload[:1] != b"\x0a" or not end or len(rest) < 15 or rest[12] != 0 or not _is_version(version):
        return None
    found = Greeting(version=version.decode("ascii"), capabilities=int.from_bytes(rest[13:15], "little"))
    if len(rest) < 31:
        return found
    charset, _, upper, size = struct.unpack_from("<BHHB", rest, 15)
    capabilities = found.capabilities | upper << 16
    plugin = _plugin(rest[31 + max(13, size - 8) :]) if capabilities & PLUGIN else ""
    return Greeting(version=found.version, capabilities=capabilities, charset=charset, plugin=plugin)


def refusal(raw: bytes) -> Refusal | None:
    """The error packet with which a server refuses a client, or None."""
    return error(_payload(raw))


def error(payload: bytes) -> Refusal | None:
    """The error of one packet without its head, or None."""
    if payload[:1] != b"\xff" or not 8 <= len(payload) <= LARGEST:
        return None
    code = int.from_bytes(payload[1:3], "little")
    text = payload[9:] if payload[3:4] == b"#" else payload[3:]
    if not 1000 <= code < 5000 or not text or not all(byte >= 32 for byte in text):
        return None
    return Refusal(code=code, text=text[:200].decode("utf-8", "replace"))


def product(version: str) -> tuple[str, str]:
    """The vendor, and the version's number. MariaDB may write `5.5.5-` before its own for old replicas;
    Percona counts its builds after MySQL's number."""
    own = version.removeprefix("5.5.5-") if "mariadb" in version.lower() else version
    number = _NUMBER.match(own)
    words = version.lower()
    if "mariadb" in words:
        name = "MariaDB"
    elif "tidb" in words:
        name = "TiDB"
        number = re.search(r"(?<=tidb-v)\d{1,3}\.\d{1,3}\.\d{1,3}", words)
    elif "percona" in words or _PERCONA.fullmatch(version):
        name = "Percona Server for MySQL"
    else:
        name = "MySQL"
    return name, number.group() if number else ""


def _payload(raw: bytes) -> bytes:
    """The first packet's payload, when it is complete; b'' otherwise."""
    if len(raw) < 5 or raw[3] != 0:
        return b""
    length = int.from_bytes(raw[:3], "little")
    return raw[4 : 4 + length] if 3 <= length <= LARGEST and len(raw) >= length + 4 else b""


def _plugin(raw: bytes) -> str:
    word = raw.partition(b"\0")[0]
    plain = len(word) <= 60 and word.isascii() and word.replace(b"_", b"").isalnum()
    return word.decode("ascii") if plain else ""


def _is_version(version: bytes) -> bool:
    return 3 <= len(version) <= 100 and version[:1].isdigit() and all(32 <= byte < 127 for byte in version)
