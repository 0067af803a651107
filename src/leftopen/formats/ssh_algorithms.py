"""Names of SSH that look like mail addresses and are none: `chacha20-poly1305@openssh.com`.

Whoever owns a domain may name an algorithm or an extension `name@domain` (RFC 4251, section 6). The table has
the exact names that OpenSSH, libssh, Tectia, TinySSH, Dropbear, PuTTY, AsyncSSH, paramiko, libassh, genua and
the post-quantum forks document; no domain by itself says that a name is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from leftopen.model.facts import Json

_BY_DOMAIN = {
    "openssh.com": """
        aes128-gcm aes192-gcm aes256-gcm chacha20-poly1305 zlib sntrup761x25519-sha512
        hmac-md5-etm hmac-md5-96-etm hmac-ripemd160 hmac-ripemd160-etm hmac-sha1-96 hmac-sha1-etm
        hmac-sha1-96-etm hmac-sha2-256-etm hmac-sha2-256-96-etm hmac-sha2-512-etm hmac-sha2-512-96-etm
        umac-32 umac-64 umac-64-etm umac-96 umac-128 umac-128-etm kex-strict-c-v00 kex-strict-s-v00
        ssh-rsa-cert-v00 ssh-dss-cert-v00 ssh-rsa-cert-v01 ssh-dss-cert-v01 rsa-sha2-256-cert-v01
        rsa-sha2-512-cert-v01 ssh-ed25519-cert-v01 ssh-ed448-cert-v01 ecdsa-sha2-1.3.132.0.10-cert-v01
        ecdsa-sha2-nistp256-cert-v01 ecdsa-sha2-nistp384-cert-v01 ecdsa-sha2-nistp521-cert-v01
        sk-ecdsa-sha2-nistp256 sk-ecdsa-sha2-nistp256-cert-v01 sk-ssh-ed25519 sk-ssh-ed25519-cert-v01
        webauthn-sk-ecdsa-sha2-nistp256 webauthn-sk-ecdsa-sha2-nistp256-cert-v01 ssh-xmss
        ssh-xmss-cert-v01 associated-certs-v00 auth-agent auth-agent-req cancel-streamlocal-forward
        direct-streamlocal eow expand-path ext-info-in-auth forwarded-streamlocal fstatvfs fsync hardlink
        hostkeys-00 hostkeys-prove-00 keepalive limits lsetstat no-more-sessions ping posix-rename
        publickey-hostbound publickey-hostbound-v00 restrict-destination-v00 session-bind sk-provider
        statvfs streamlocal-forward tun users-groups-by-id
    """,
    "openssh.org": """
        camellia128-cbc camellia128-ctr camellia192-cbc camellia192-ctr camellia256-cbc camellia256-ctr
    """,
    "libssh.org": "curve25519-sha256 curve448-sha512",
    "tinyssh.org": "sntrup4591761x25519-sha512",
    "lysator.liu.se": "rijndael-cbc",
    "matt.ucc.asn.au": "kexguess2",
    "putty.projects.tartarus.org": "simple winadj",
    "lag.net": "keepalive",
    "asyncssh.com": "ranges",
    "genua.de": "ecdh-sha2-brainpoolp256r1 ecdh-sha2-brainpoolp384r1 ecdh-sha2-brainpoolp521r1",
    "amazon.com": "x25519-kyber-512r3-sha256-d00",
    "aws.amazon.com": "x25519-kyber512-sha512",
    "openquantumsafe.org": """
        ecdh-nistp256-kyber-512r3-sha256-d00 ecdh-nistp384-kyber-768r3-sha384-d00
        ecdh-nistp521-kyber-1024r3-sha512-d00
    """,
    "libassh.org": """
        aes128-ocb dsa2048-sha224 dsa2048-sha256 dsa3072-sha256 eddsa-e382-shake256 eddsa-e521-shake256
        m383-sha384 m511-sha512 serpent128-gcm serpent256-gcm twofish128-gcm twofish256-gcm
    """,
    "ssh.com": """
        cast128-12-cbc crypticore-mac crypticore128 des-cbc rijndael-cbc seed-cbc seed-ctr hmac-sha224
        hmac-sha256 hmac-sha256-2 hmac-sha256-96 hmac-sha384 hmac-sha512
        diffie-hellman-group-exchange-sha224 diffie-hellman-group-exchange-sha256
        diffie-hellman-group-exchange-sha384 diffie-hellman-group-exchange-sha512
        diffie-hellman-group14-sha224 diffie-hellman-group14-sha256 diffie-hellman-group15-sha256
        diffie-hellman-group15-sha384 diffie-hellman-group16-sha384 diffie-hellman-group16-sha512
        diffie-hellman-group18-sha512 ssh-dss-sha224 ssh-dss-sha256 ssh-dss-sha384 ssh-dss-sha512
        ssh-rsa-sha224 ssh-rsa-sha256 ssh-rsa-sha384 ssh-rsa-sha512 x509v3-sign-dss-sha224
        x509v3-sign-dss-sha256 x509v3-sign-dss-sha384 x509v3-sign-dss-sha512 x509v3-sign-rsa-sha224
        x509v3-sign-rsa-sha256 x509v3-sign-rsa-sha384 x509v3-sign-rsa-sha512
    """,
}
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
