"""Private keys: PEM, OpenSSH, PGP, SSH2, PuTTY and age, complete or truncated. Masked wherever text is
stored.

A hit extends from the first line to the last; if the last line is missing, to the end of the text that looks
like key material, so that no part of the key is shown. A first line alone contains nothing to hide. No key is
ever used or tried.

Source: RFC 7468, RFC 4716, RFC 9580 (6.2), PuTTY's manual (appendix C), the age specification.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FIRST = r"-{4,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
LAST = r"-{4,5} ?END [A-Z0-9 ]{1,60}-{4,5}"
# Anything except two dashes in a row or the next PuTTY key: a search for a missing last line ends at the next
# first line, so a text full of first lines is read once. Each step consumes characters, so there is no
# backtracking.
INSIDE = r"(?:-?[^-])*?"
LOOKS_LIKE_IT = r"(?:-?[A-Za-z0-9+/=\s\\:,.>&#;\"'|])*"
IN_PUTTY = r"(?:[^P]|P[^u]|Pu[^T])*"
PUTTY = rf"PuTTY-User-Key-File-[1-9]: (?:{IN_PUTTY}?Private-MAC: ?[0-9a-f]{{1,64}}|{IN_PUTTY})"
AGE = r"AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{30,1500}"
LEAST = 32
PUTTY_FIELD = re.compile(r"(?:Encryption|Private-Lines): ?\w")
RUN = re.compile(rf"[A-Za-z0-9+/]{{{LEAST}}}")
KIND = re.compile(r"BEGIN ((?:[A-Z0-9]{1,12} ){0,4})PRIVATE KEY")


def accept(found: re.Match[str]) -> bool:
    """A line of key material follows the first line."""
    value = found.group()
    if value.startswith("PuTTY") and not PUTTY_FIELD.search(value, 0, 400):
        return False
    head = re.match(FIRST, value)
    return RUN.search(value, head.end() if head else 0) is not None


def mask(value: str) -> str:
    """Only the type: `[RSA private key]`."""
    if value.startswith("AGE"):
        return "[age private key]"
    if value.startswith("PuTTY"):
        return "[PuTTY private key]"
    kind = KIND.search(value)
    return f"[{kind.group(1) if kind else ''}private key]"


BODY = "bWFkZXVwa2V5bWF0ZXJpYWxuZXZlcnVzZWRhbnl3aGVyZTEyMzQ1Njc4OTAx"

detector = Detector(
    label="private key",
    category=Category.CREDENTIAL,
    pattern=rf"{FIRST}(?:{INSIDE}{LAST}|{LOOKS_LIKE_IT})|{PUTTY}|{AGE}",
    accept=accept,
    trace="PRIVATE KEY|PuTTY-User-Key-File|AGE-SECRET-KEY",
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n{BODY}\n-----END RSA PRIVATE KEY-----\n",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\r\n{BODY}\r\n",
        f'"private_key": "-----BEGIN PRIVATE KEY-----\\n{BODY}\\n-----END PRIVATE KEY-----\\n"',
        f"-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-128-CBC,0A\n\n{BODY}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{BODY}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----",
        f"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{BODY}\n",
        f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n{BODY}\nPrivate-MAC: 00\n",
        "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" + "QPZRY9X8GF2TVDW0S3JN54KHCE",
    ),
    misses=(
        f"-----BEGIN CERTIFICATE-----\n{BODY}\n-----END CERTIFICATE-----",
        f"-----BEGIN PUBLIC KEY-----\n{BODY}\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "a file with -----BEGIN OPENSSH PRIVATE KEY----- in its first line is one",
        "AGE-SECRET-KEY-1QPZRY9",
        "PuTTY-User-Key-File-3: ssh-ed25519",
        f"PuTTY-User-Key-File-3: begins the file, {BODY}",
    ),
)
