from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.encryption import encryption

ENVELOPED = bytes.fromhex("3080 0609 2a864886f70d010703 a080")
SIGNED = bytes.fromhex("3080 0609 2a864886f70d010702 a080")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def pdf(password: str = "") -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "text")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "media", "data", "how"),
    [
        ("smime.p7m", "application/pkcs7-mime", ENVELOPED, "S/MIME"),
        ("smime.p7m", "application/pkcs7-mime", SIGNED, ""),
        ("a.asc", "", b"-----BEGIN PGP MESSAGE-----\n\nabc", "PGP"),
        ("a.txt", "", b"see -----BEGIN PGP MESSAGE-----", ""),
        ("a.docx", "", OLE + "EncryptedPackage".encode("utf-16-le"), "Office with a password"),
        ("message.rpmsg", "", OLE, "rights-managed mail"),
        ("a.doc", "", OLE, ""),
        ("message.rpmsg", "", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(20), "rights-managed mail"),
        ("a.tar.gpg", "", b"\x85\x01\x0c\x03" + bytes(20), "PGP"),
        ("a.gpg", "", b"text", ""),
        ("a.kdbx", "", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", "KeePass"),
        ("a.bin", "", b"Salted__12345678", "OpenSSL"),
        ("a.pdf", "", pdf(), ""),
        ("a.pdf", "", pdf("swordfish"), "PDF with a password or restrictions"),
        ("a.zip", "", archive(), ""),
    ],
)
def test_what_nobody_can_read(name: str, media: str, data: bytes, how: str) -> None:
    assert encryption(name, media, data) == how


def test_a_zip_whose_first_entry_is_encrypted() -> None:
    data = bytearray(archive())
    data[6] |= 1
    assert encryption("a.zip", "", bytes(data)) == "zip with a password"


@given(st.text(max_size=20), st.text(max_size=20), st.binary(max_size=200))
def test_any_bytes(name: str, media: str, data: bytes) -> None:
    assert isinstance(encryption(name, media, data), str)
