"""Hashes of passwords: of shadow and htpasswd files, of web frameworks, LDAP and Windows. Masked in
stored text.

Source: crypt(5), the modular crypt format, RFC 2307, Django's documentation. A hash can be tried
offline.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

CRYPT = (
    r"\$(?i:1|2[abxy]|5|6|7|y|gy|apr1|sha1|md5|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha(?:1|256"
    r"|512))?|P\$B|H\$9)\$"
    r"[./A-Za-z0-9$=,+_-]{20,200}"
)
DJANGO = r"(?i:pbkdf2_sha(?:1|256)|bcrypt_sha256|argon2)\$[./A-Za-z0-9$=,+_-]{30,200}"
LDAP = r"\{(?i:SSHA|SSHA256|SSHA512|SMD5|CRYPT)\}[./A-Za-z0-9+$=]{16,200}"
WINDOWS = r":\d{3,6}:(?i:[0-9a-f]{32}):(?i:[0-9a-f]{32}):::"
HASH = f"(?:{CRYPT}|{DJANGO}|{LDAP}|{WINDOWS})"
TRACE = (
    r"\$(?i:1|2[abxy]|5|6|7|y|gy|apr1|sha1|md5|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha[0-9]+)?|P\$B|H\$9)\$"
    r"(?:\\?[./A-Za-z0-9$=,+_-]){16}"
    r"|(?i:pbkdf2_sha(?:1|256)|bcrypt_sha256|argon2)\$|\{(?i:SSHA|SMD5|CRYPT)"
    r"|:[0-9]{3,6}:(?i:[0-9a-f]{32}):(?i:[0-9a-f]{32}):::"
)
VARIED = 8


def accept(found: re.Match[str]) -> bool:
    """No row of one character."""
    return len(set(found.group()[-20:])) >= VARIED or found.group().endswith(":::")


def mask(value: str) -> str:
    return "[password hash]"


PART = "Qm9hdEtlc3RyZWw0MXh5"

detector = Detector(
    label="password hash",
    category=Category.CREDENTIAL,
    pattern=HASH,
    accept=accept,
    trace=TRACE,
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        f"roe:$6$saltsalt${PART}{PART}{PART}{PART}ab:19000:0:99999:7:::",
        f"roe:$apr1$saltsalt${PART}xy",
        f"$2y$10${PART}{PART}abcdefghijklm",
        f"pbkdf2_sha256$260000$salt${PART}{PART}abc=",
        f"userPassword: {{SSHA}}{PART}abcdefgh",
        "roe:1001:aad3b435b51404eeaad3b435b51404ee:0123456789abcdef0123456789abcdef:::",
    ),
    misses=("roe:x:1000:1000::/home/roe:/bin/sh", "costs $6$ or $7$ a piece", "$1$" + "." * 30),
)
