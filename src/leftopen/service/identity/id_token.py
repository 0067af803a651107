"""Validates the ID token of OpenID Connect (Core 1.0, section 3.1.3.7). Pure: any bytes give a value or
BadRequest."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from leftopen.errors import BadRequest
from leftopen.model.facts import Json

ALGORITHMS = ("RS256", "ES256")
"""Algorithms with the issuer's published keys: no unsigned tokens, no shared secrets."""

LONGEST = 32_000
MOST_KEYS = 50
SLACK = timedelta(seconds=60)
FRESH = timedelta(minutes=10)
_SUBJECT = re.compile(r"[!-~]{1,255}")
SHORTEST_RSA, LONGEST_RSA = 2048, 8192
# What the library and its dependencies raise for invalid keys and tokens.
_WRONG = (JoseError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedClaims:
    """The values that a token must carry: our client, the issuer, and the nonce of our request. `since`: the
    user must not have signed in at the issuer earlier; `stated`: the token must say when they did."""

    issuer: str
    client: str
    nonce: str
    since: datetime
    stated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTokenClaims:
    """`mail` only when the issuer has verified it; `both`: the token states that the user gave more than one
    factor; `ago`: how long ago the user signed in at the issuer, None when the token does not say it."""

    subject: str
    mail: str
    both: bool
    ago: timedelta | None = None


def read_claims(token: str, keys: bytes, expected: ExpectedClaims, now: datetime) -> IdTokenClaims:
    """Reads and validates a token; `keys` is the issuer's JWK set. Raises BadRequest with one word for the
    failure."""
    claims = _signed(token, _keys(keys))
    _meant_for_us(claims, expected)
    _of_now(claims, now)
    ago = _signed_in_ago(claims, expected, now)
    subject, mail, methods = claims.get("sub"), claims.get("email"), claims.get("amr")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise BadRequest("sub")
    verified = claims.get("email_verified") is True and isinstance(mail, str)
    return IdTokenClaims(
        subject=subject,
        mail=str(mail) if verified else "",
        both=isinstance(methods, list) and "mfa" in methods,
        ago=ago,
    )


def _signed(token: str, keys: KeySet) -> dict[str, Json]:
    if len(token) > LONGEST:
        raise BadRequest("size")
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        claims: dict[str, Json] = jwt.decode(token, keys, algorithms=ALGORITHMS, registry=registry).claims
    except _WRONG:
        raise BadRequest("signature") from None
    return claims


def _keys(raw: bytes) -> KeySet:
    """The public keys of supported kinds; others are skipped."""
    try:
        listed = msgspec.json.decode(raw)["keys"]
        taken = [key for key in listed[:MOST_KEYS] if _is_ours(key)]
        return KeySet.import_key_set({"keys": taken})
    except (*_WRONG, msgspec.DecodeError):
        raise BadRequest("keys") from None


def _is_ours(key: object) -> bool:
    if not isinstance(key, dict) or key.get("use", "sig") != "sig":
        return False
    if key.get("kty") == "RSA":
        return SHORTEST_RSA <= _bits(str(key.get("n", ""))) <= LONGEST_RSA and _bits(str(key.get("e"))) <= 64
    return bool(key.get("kty") == "EC" and key.get("crv") == "P-256")


def _bits(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big").bit_length()


def _meant_for_us(claims: dict[str, Json], expected: ExpectedClaims) -> None:
    audience, nonce = claims.get("aud"), claims.get("nonce")
    to = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer:
        raise BadRequest("iss")
    if expected.client not in to or claims.get("azp", expected.client) != expected.client:
        raise BadRequest("aud")
    if len(to) > 1 and "azp" not in claims:
        raise BadRequest("azp")
    if not isinstance(nonce, str) or not _same(nonce, expected.nonce):
        raise BadRequest("nonce")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _of_now(claims: dict[str, Json], now: datetime) -> None:
    at, slack = now.timestamp(), SLACK.total_seconds()
    until, made = _seconds(claims, "exp"), _seconds(claims, "iat")
    if until + slack <= at:
        raise BadRequest("exp")
    if made - slack > at or made + FRESH.total_seconds() < at:
        raise BadRequest("iat")
    if "nbf" in claims and _seconds(claims, "nbf") - slack > at:
        raise BadRequest("nbf")


def _signed_in_ago(claims: dict[str, Json], expected: ExpectedClaims, now: datetime) -> timedelta | None:
    """`auth_time` (Core 1.0, section 2), within the tolerance for clocks that differ."""
    if "auth_time" not in claims and not expected.stated:
        return None
    at, slack = _seconds(claims, "auth_time"), SLACK.total_seconds()
    if at - slack > now.timestamp() or at + slack < expected.since.timestamp():
        raise BadRequest("auth_time")
    return timedelta(seconds=max(0.0, now.timestamp() - at))


def _seconds(claims: dict[str, Json], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise BadRequest(name)
    return float(value)
