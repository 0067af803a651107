"""Timestamps by an authority (RFC 3161): somebody else attests that these bytes existed at that time. Pure.

The response of the authority is kept whole, so that any program for RFC 3161 can check it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from rfc3161_client import (
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from leftopen.errors import BadProof

_GRANTED = (0, 1)
_HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.3": "sha512"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """`verified`: the authority's certificate leads to one of the given roots."""

    at: datetime
    verified: bool


def request(data: bytes) -> bytes:
    """What the authority is asked, with a random nonce: it gets a hash, never the bytes."""
    return TimestampRequestBuilder().data(data).build().as_bytes()


def roots(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises BadProof."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise BadProof("the file of the time-stamp authority holds no certificate in PEM") from None


def check(response: bytes, data: bytes, trusted: Sequence[x509.Certificate] = ()) -> Timestamp:
    """Raises BadProof when it is no timestamp of these bytes, or not by a trusted authority; without
    `trusted` the authority is not verified."""
    read = _read(response)
    imprint = read.tst_info.message_imprint
    name = _HASHES.get(imprint.hash_algorithm.dotted_string)
    if name is None or hashlib.new(name, data).digest() != imprint.message:
        raise BadProof("the timestamp is of other bytes")
    if trusted:
        builder = VerifierBuilder()
        for one in trusted:
            builder = builder.add_root_certificate(one)
        try:
            builder.build().verify_message(read, data)
        except VerificationError as error:
            message = " ".join(str(error).split())[:200]
            raise BadProof(f"the timestamp is not by the given authority: {message}") from None
    return Timestamp(at=read.tst_info.gen_time.astimezone(UTC), verified=bool(trusted))


def _read(response: bytes) -> TimeStampResponse:
    try:
        read = decode_timestamp_response(response)
        granted = read.status in _GRANTED and read.tst_info is not None
    except ValueError:
        raise BadProof("this is no timestamp of RFC 3161") from None
    if not granted:
        raise BadProof("the time-stamp authority refused: " + " ".join(read.status_string)[:200])
    return read
