"""Recognises documents that nobody can read without a key or a password.

Sources: RFC 8551 (S/MIME), RFC 9580 (OpenPGP), APPNOTE.TXT 4.4.4 (zip), MS-OFFCRYPTO 2.3 (Office), ISO 32000
7.6 (PDF), MS-OXORMMS (rights-managed mail).
"""

from __future__ import annotations

import re
import struct

_PGP = re.compile(rb"\A\s{0,200}-----BEGIN PGP MESSAGE-----")
_ENVELOPED = bytes((0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03))
"""The object identifier of PKCS #7 envelopedData, in DER."""
_AUTH_ENVELOPED = bytes((0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_RIGHTS = "DRMContent".encode("utf-16-le")
_RIGHTS_MAIL = b"\x76\xe8\x04\x60\xc4\x11\xe3\x86"
_KEEPASS = b"\x03\xd9\xa2\x9a"
_PGP_KEYED = frozenset((*range(0x84, 0x88), *range(0x8C, 0x90), 0xC1, 0xC3, 0xD2))
"""First bytes of a binary message of OpenPGP that is encrypted: to a key, by a password, or from there on."""
_PDF_ENCRYPT = re.compile(rb"/Encrypt\s{0,20}(?:\d{1,10} \d{1,5} R|<<)")
_SALTED = b"Salted__"


def encryption(name: str, media: str, data: bytes) -> str:
    """How it is encrypted, in a few words; '' when it is not, or when that can't be told by its bytes."""
    head = data[:4096]
    if media in ("application/pkcs7-mime", "application/x-pkcs7-mime") or name.lower().endswith(".p7m"):
        return "S/MIME" if _ENVELOPED in head or _AUTH_ENVELOPED in head else ""
    if media == "application/pgp-encrypted" or _PGP.match(head) or _is_binary_pgp(name, head):
        return "PGP"
    if head.startswith(_RIGHTS_MAIL):
        return "rights-managed mail"
    if head.startswith(_KEEPASS):
        return "KeePass"
    if head.startswith(_OLE):
        return _ole(name, data)
    if head.startswith(b"PK\x03\x04"):
        return "zip with a password" if _all_encrypted(data) else ""
    if head.startswith(b"%PDF-") and _PDF_ENCRYPT.search(data, max(0, len(data) - 65_536)):
        return "PDF with a password or restrictions"
    return "OpenSSL" if head.startswith(_SALTED) else ""


def _is_binary_pgp(name: str, head: bytes) -> bool:
    return name.lower().endswith((".gpg", ".pgp")) and head[:1] != b"" and head[0] in _PGP_KEYED


def _ole(name: str, data: bytes) -> str:
    if _PACKAGE in data:
        return "Office with a password"
    return "rights-managed mail" if name.lower().endswith(".rpmsg") or _RIGHTS in data else ""


def _all_encrypted(data: bytes) -> bool:
    """Does the first entry of the archive say that it is encrypted? Bit 0 of its flags."""
    return len(data) >= 8 and bool(struct.unpack_from("<H", data, 6)[0] & 1)
