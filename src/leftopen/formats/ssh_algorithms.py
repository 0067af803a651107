"""Names of SSH that look like mail addresses and are none: `chacha20-poly1305@openssh.com`.

Whoever owns a domain may name an algorithm or an extension `name@domain` (RFC 4251, section 6). The table has
the exact names that OpenSSH, libssh, Tectia, TinySSH, Dropbear, PuTTY, AsyncSSH, paramiko, libassh, genua and
the post-quantum forks document; no domain by itself says that a name is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from leftopen.model.facts import Json
from leftopen.model.packaged import read_toml

_BY_DOMAIN = read_toml("leftopen.formats", "ssh_algorithms")
NAMES = frozenset(f"{name}@{domain}" for domain, names in _BY_DOMAIN.items() for name in names.split())
LONGEST = max(map(len, NAMES))

# A name goes on with these, and with a mark inside it that one of these follows.
_GOES_ON = re.compile(r"[\w@%+-]|[.'][\w@%+-]")
# Words of names of algorithms, and numbers. At least one is an algorithm with a number.
_STRONG = (
    r"(?:aes|aria|camellia|serpent|twofish|cast|seed|chacha|sha|shake|poly|hmac-sha|umac|ripemd|blake|md|sm"
    r"|curve|ed(?=25519|448)|x(?=25519|448)|nistp|sntrup|mlkem|mldsa|kyber|frodokem|bike|falcon|dilithium"
    r"|brainpoolp)\d+(?:[rt]\d|x25519|x448)?"
)
_WEAK = (
    r"hmac|umac|etm|gcm|ctr|cbc|ccm|ocb|cfb|mac|cipher|ssh|rsa|dss|dsa|ecdsa|eddsa|ecdh|diffie|hellman|group\d*"
    r"|exchange|kex|strict|cert|sk|webauthn|hybrid|v\d\d|d\d\d|\d+r?\d?"
)
_WORDS = re.compile(rf"(?:(?:{_STRONG}|{_WEAK})[-_])+(?:{_STRONG}|{_WEAK})")
_ALGORITHM = re.compile(rf"(?:^|[-_])(?:{_STRONG})(?:[-_]|$)")
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}")
_ENUM_ALGOS = "ssh2-enum-algos"
MOST = 1000


def is_whole_name(name: str, text: str, end: int, names: frozenset[str] = NAMES) -> bool:
    """Is this text, which ends there, one of the names, and not the beginning of something longer?"""
    return name in names and _GOES_ON.match(text, end) is None


def resembles_algorithm(name: str) -> bool:
    """Is the part before the @ made of nothing but words of algorithms, two or more, one of them an algorithm
    with its number (`hmac-sha3-256@vendor.example`)?"""
    local, _, domain = name.partition("@")
    return bool(
        len(name) <= LONGEST
        and _WORDS.fullmatch(local)
        and _ALGORITHM.search(local)
        and _DOMAIN.fullmatch(domain)
    )


def unlisted_names(blocks: Mapping[str, Json]) -> frozenset[str]:
    """The names in the lists of a key exchange that the table lacks and that resemble algorithms: of our own
    talk, of Shodan (`ssh.kex`) and of nmap's script ssh2-enum-algos."""
    return frozenset(name for name in _listed(blocks) if name not in NAMES and resembles_algorithm(name))


def _listed(blocks: Mapping[str, Json]) -> Iterator[str]:
    ssh, scripts = blocks.get("ssh"), blocks.get("scripts")
    lists = ssh.get("kex") if isinstance(ssh, dict) else None
    for names in lists.values() if isinstance(lists, dict) else ():
        if isinstance(names, list):
            yield from (name for name in names[:MOST] if isinstance(name, str) and "@" in name)
    text = scripts.get(_ENUM_ALGOS) if isinstance(scripts, dict) else None
    if isinstance(text, str):
        yield from (line.strip() for line in text.splitlines()[:MOST] if "@" in line)
