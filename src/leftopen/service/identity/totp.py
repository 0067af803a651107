"""The second factor: six digits that an authenticator shows, new every half minute (RFC 6238, SHA-1, as all
authenticators read it). Its secret is kept sealed, with a key that lies outside the data folder."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leftopen.errors import BadRequest

SECRET_BYTES = 20
STEP_S = 30
DIGITS = 6
# One step to either side: clocks of telephones are seldom worse.
SLACK = 1
_NONCE = 12


def fresh() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def code(secret: bytes, step: int) -> str:
    """The digits of one half minute (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: bytes, given: str, now: datetime) -> int:
    """The half minute whose code that is; 0 for a wrong one."""
    digits = "".join(given.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return 0
    current = int(now.timestamp()) // STEP_S
    found = 0
    for step in range(current - SLACK, current + SLACK + 1):
        if hmac.compare_digest(code(secret, step), digits):
            found = step
    return found


def uri(secret: bytes, name: str, issuer: str) -> str:
    """What the QR code holds."""
    query = urlencode({"secret": text(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{query}"


def text(secret: bytes) -> str:
    """As a person types it."""
    return base64.b32encode(secret).decode().rstrip("=")


def seal(key: bytes, user: str, secret: bytes) -> str:
    """`key`: 32 bytes, of the installation. What is sealed for one person opens for no other."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_derived(key)).encrypt(nonce, secret, user.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, user: str, sealed: str) -> bytes:
    """Raises BadRequest for what was not sealed here, for that person."""
    try:
        raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
        return AESGCM(_derived(key)).decrypt(raw[:_NONCE], raw[_NONCE:], user.encode())
    except (ValueError, InvalidTag):
        raise BadRequest("this second factor was not made here: begin again") from None


def _derived(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"leftopen second factor").derive(key)
