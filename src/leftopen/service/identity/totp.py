"""TOTP: six digits, new every 30 seconds (RFC 6238, SHA-1, which all authenticators support). The secret is
stored sealed, with a key outside the data folder."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp import HOTP, TOTP

from leftopen.errors import BadRequest

SECRET_BYTES = 20
STEP_S = 30
# One step to either side covers the clock error of nearly all phones.
SLACK = 1
_NONCE = 12


def fresh() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def code(secret: bytes, step: int) -> str:
    """The digits of one 30-second step."""
    return HOTP(text(secret)).at(step)


def step_of(secret: bytes, given: str, now: datetime) -> int:
    """The step to which the code belongs; 0 for a wrong code."""
    digits = "".join(given.split())
    if not digits.isascii():
        return 0
    current = int(now.timestamp()) // STEP_S
    steps = range(current - SLACK, current + SLACK + 1)
    # All steps are compared, so that the time reveals nothing about the code.
    return max([step for step in steps if hmac.compare_digest(code(secret, step), digits)], default=0)


def uri(secret: bytes, name: str, issuer: str) -> str:
    """The content of the QR code."""
    return TOTP(text(secret)).provisioning_uri(name=name, issuer_name=issuer)


def text(secret: bytes) -> str:
    """The secret as a user types it."""
    return base64.b32encode(secret).decode().rstrip("=")


def seal(key: bytes, user: str, secret: bytes) -> str:
    """Encrypts a secret with the installation's `key` of 32 bytes. A secret sealed for one user can't be
    opened for another."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_derived(key)).encrypt(nonce, secret, user.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, user: str, sealed: str) -> bytes:
    """Decrypts a secret. Raises BadRequest for one that was not sealed here for this user."""
    try:
        raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
        return AESGCM(_derived(key)).decrypt(raw[:_NONCE], raw[_NONCE:], user.encode())
    except (ValueError, InvalidTag):
        raise BadRequest("this TOTP secret is invalid; start again") from None


def _derived(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"leftopen second factor").derive(key)
