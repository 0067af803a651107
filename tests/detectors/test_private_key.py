from __future__ import annotations

import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from leftopen.detectors.private_key import BODY, detector
from tests.detectors.test_examples import found_by

ENCODING = serialization.Encoding.PEM
FORMATS = serialization.PrivateFormat
PLAIN = serialization.NoEncryption()
MADE = {
    "pkcs8": ec.generate_private_key(ec.SECP256R1()).private_bytes(ENCODING, FORMATS.PKCS8, PLAIN),
    "sealed": ec.generate_private_key(ec.SECP256R1()).private_bytes(
        ENCODING, FORMATS.PKCS8, serialization.BestAvailableEncryption(b"made-up")
    ),
    "rsa": rsa.generate_private_key(65537, 2048).private_bytes(ENCODING, FORMATS.TraditionalOpenSSL, PLAIN),
    "openssh": ed25519.Ed25519PrivateKey.generate().private_bytes(ENCODING, FORMATS.OpenSSH, PLAIN),
}
SHAPES = {
    "as it is": "{}",
    "in a line of JSON": '{{"private_key": "{escaped}"}}',
    "quoted in a mail": "> {quoted}",
    "indented": "    {indented}",
}


def shaped(pem: str, shape: str) -> str:
    return SHAPES[shape].format(
        pem,
        escaped=pem.replace("\n", "\\n"),
        quoted=pem.replace("\n", "\n> "),
        indented=pem.replace("\n", "\n    "),
    )


def masked(text: str) -> str:
    assert detector.mask is not None
    for value in found_by(detector, text):
        text = text.replace(value, detector.mask(value))
    return text


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_of_a_real_key_is_left_however_it_is_written(kind: str, shape: str) -> None:
    pem = MADE[kind].decode()
    shown = masked("before " + shaped(pem, shape) + " after")
    assert shown.startswith("before ")
    assert "private key]" in shown
    assert shown.endswith(" after")
    assert not any(line in shown for line in pem.splitlines() if line)


@pytest.mark.parametrize("kind", MADE)
def test_a_key_that_is_cut_off_is_masked_to_its_end(kind: str) -> None:
    pem = MADE[kind].decode()
    for cut in range(90, len(pem), 37):
        assert pem[60:80] not in masked(pem[:cut])


def test_two_keys_are_two() -> None:
    key = f"-----BEGIN PRIVATE KEY-----\n{BODY}\n-----END PRIVATE KEY-----\n"
    assert len(found_by(detector, key + "text in between\n" + key)) == 2
    assert len(found_by(detector, key.replace("-----END PRIVATE KEY-----", "") + key)) == 2


def test_putty_keys_are_masked_with_their_comment() -> None:
    key = (
        "PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\nComment: jane (at work)\r\nPublic-Lines: 1\r\n"
        f"{BODY}\r\nPrivate-Lines: 1\r\n{BODY}\r\nPrivate-MAC: 0011aabb\r\n"
    )
    assert masked(key + "after") == "[PuTTY private key]\r\nafter"
    assert masked(key[:170]) == "[PuTTY private key]"


def test_the_kind_is_shown_and_nothing_else() -> None:
    assert masked(f"-----BEGIN EC PRIVATE KEY-----\n{BODY}") == "[EC private key]"


@given(st.text(alphabet="-BEGIN PRVATKYPuTy\n+/=:Ab1", max_size=300))
def test_what_is_masked_stays_masked(text: str) -> None:
    once = masked(text + BODY)
    assert masked(once) == once


@pytest.mark.parametrize(
    "part",
    [
        "-----BEGIN PRIVATE KEY-----",
        "PuTTY-User-Key-File-3: ",
        "PuTTY",
        "-----BEGIN ",
        "AGE-SECRET-KEY-1QPZ",
        "-",
    ],
)
def test_a_text_full_of_first_lines_is_read_in_linear_time(part: str) -> None:
    began = time.process_time()
    found_by(detector, part * (1_500_000 // len(part)))
    found_by(detector, (part + " Pu ({") * (1_500_000 // len(part)))
    assert time.process_time() - began < 10
