"""Reads and verifies WebAuthn (level 2) responses. Pure: any bytes give a value or BadRequest."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    encode_cbor,
    parse_authentication_credential_json,
    parse_cbor,
    parse_client_data_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException

from leftopen.errors import BadRequest
from leftopen.model.facts import Json
from leftopen.model.passkey import Passkey, RelyingParty

LONGEST = 16_000
LONGEST_ID = 1023
ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
REFUSED = "the passkey was rejected; try again"
# What the library and those below it raise about bytes that are none of theirs.
_WRONG = (
    WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, RecursionError, struct.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The public key of a new passkey, as its authenticator returned it."""

    id: str
    key: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """The passkey and user that a response names; '' where it names no user."""

    id: str
    person: str


def challenge_of(answer: str) -> bytes:
    """The challenge to which the response belongs. Raises BadRequest."""
    try:
        client_data = parse_client_data_json(_bytes(_response(answer), "clientDataJSON"))
        if client_data.cross_origin:
            raise BadRequest(REFUSED)
        return bytes(client_data.challenge)
    except _WRONG:
        raise BadRequest(REFUSED) from None


def read_registration(answer: str, party: RelyingParty, challenge: bytes) -> Registration:
    """A new passkey. Raises BadRequest. The attestation was not requested and is not read."""
    try:
        credential = _read(answer)
        response = _response(answer)
        attested = parse_cbor(_bytes(response, "attestationObject"))
        plain = encode_cbor({"fmt": "none", "attStmt": {}, "authData": attested["authData"]})
        verified = verify_registration_response(
            credential={
                **credential,
                "response": {**response, "attestationObject": bytes_to_base64url(plain)},
            },
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=[party.origin],
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except _WRONG:
        raise BadRequest(REFUSED) from None
    if not 0 < len(verified.credential_id) <= LONGEST_ID:
        raise BadRequest(REFUSED)
    return Registration(
        id=bytes_to_base64url(verified.credential_id),
        key=bytes_to_base64url(verified.credential_public_key),
        count=verified.sign_count,
    )


def read_assertion(answer: str) -> Assertion:
    """The passkey and user of a response, not yet verified. Raises BadRequest."""
    try:
        read = parse_authentication_credential_json(_read(answer))
        person = (read.response.user_handle or b"").decode("ascii")
        return Assertion(id=bytes_to_base64url(read.raw_id), person=person)
    except _WRONG:
        raise BadRequest(REFUSED) from None


def count_of(answer: str, party: RelyingParty, challenge: bytes, passkey: Passkey) -> int:
    """The passkey's signature counter, if the signature is valid. Raises BadRequest, also when the counter
    did not grow: then the passkey was cloned."""
    try:
        verified = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=[party.origin],
            credential_public_key=base64url_to_bytes(passkey.key),
            credential_current_sign_count=passkey.count,
            require_user_verification=True,
        )
    except _WRONG:
        raise BadRequest(REFUSED) from None
    return verified.new_sign_count


def _read(answer: str) -> dict[str, Json]:
    if len(answer) > LONGEST:
        raise BadRequest(REFUSED)
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise BadRequest(REFUSED)
    return read


def _response(answer: str) -> dict[str, Json]:
    response = _read(answer)["response"]
    if not isinstance(response, dict):
        raise BadRequest(REFUSED)
    return response


def _bytes(response: dict[str, Json], name: str) -> bytes:
    text = response[name]
    if not isinstance(text, str):
        raise BadRequest(REFUSED)
    return base64url_to_bytes(text)
