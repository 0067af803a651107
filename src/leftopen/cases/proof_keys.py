"""Ed25519 keys of proofs, pure: bytes in, bytes out. The files are read elsewhere."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from leftopen.errors import BadProof, BadSetting

Private = Ed25519PrivateKey
Public = Ed25519PublicKey


def private_from_seed(seed: bytes) -> Private:
    """The key of 32 random bytes. ValueError for another length."""
    return Private.from_private_bytes(seed)


def private_pem(key: Private) -> bytes:
    """PKCS #8 in PEM, not encrypted: the file's mode protects it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key: Private) -> bytes:
    """SubjectPublicKeyInfo in PEM, for readers of proofs."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def public_bytes(key: Private) -> bytes:
    """The public half, 32 bytes."""
    return key.public_key().public_bytes_raw()


def read_private(raw: bytes) -> Private:
    """A key in PEM, or its 32 raw bytes. BadSetting when it is neither."""
    if len(raw) == 32:
        return Private.from_private_bytes(raw)
    try:
        key = serialization.load_pem_private_key(raw, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSetting("the signing key is no Ed25519 key in PEM") from error
    if not isinstance(key, Private):
        raise BadSetting("the signing key is no Ed25519 key")
    return key


def read_public(raw: bytes) -> Public:
    """A key in PEM, or its 32 raw bytes. BadProof when it is neither."""
    if len(raw) == 32:
        return Public.from_public_bytes(raw)
    try:
        key = serialization.load_pem_public_key(raw)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadProof("the public key is no Ed25519 key in PEM") from error
    if not isinstance(key, Public):
        raise BadProof("the public key is no Ed25519 key")
    return key


def fingerprint(public: bytes) -> str:
    """`SHA256:` and the digest of the 32 bytes in hex."""
    return f"SHA256:{hashlib.sha256(public).hexdigest()}"


def signed_by(public: Public, signature: bytes, message: bytes) -> bool:
    """Is it that key's signature of that message?"""
    try:
        public.verify(signature, message)
    except InvalidSignature:
        return False
    return True
