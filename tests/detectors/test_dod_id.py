from __future__ import annotations

import datetime
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from leftopen.detectors.dod_id import detector
from leftopen.formats.charset import decode
from tests.detectors.test_examples import found_by

KEYS: dict[str, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey] = {
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "rsa": rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_certificate_names_its_holder_in_plain_bytes(kind: str) -> None:
    key = KEYS[kind]
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ROE.JANE.Q.1234567890")])
    begins = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example CA")]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begins)
        .not_valid_after(begins + datetime.timedelta(days=9))
        .sign(key, hashes.SHA256())
    )
    raw = signed.public_bytes(serialization.Encoding.DER)
    assert found_by(detector, decode(raw)) == ["ROE.JANE.Q.1234567890"]


@pytest.mark.parametrize("after", ["0\x81", "0\x82\x01", "0v0\x10"])
def test_a_sequence_that_follows_the_name_is_no_digit_of_it(after: str) -> None:
    assert found_by(detector, "ROE.JANE.Q.1234567890" + after) == ["ROE.JANE.Q.1234567890"]
    assert not found_by(detector, "ROE.JANE.Q.12345678905")


def test_nothing_of_the_name_is_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("ROE.JANE.Q.1234567890") == "***.********90"
    assert detector.mask("1234567890") == "********90"


def test_a_number_between_parts_the_word_from_a_later_one() -> None:
    assert found_by(detector, "EDIPI 1234567890 at 10 on 1676196672") == ["1234567890"]


def test_long_runs_are_read_in_linear_time() -> None:
    began = time.process_time()
    found_by(detector, "A" * 300_000 + "A." * 200_000 + "EDIPI 1234567890 " * 3_000)
    assert time.process_time() - began < 10


def test_the_numbers_between_are_a_column_or_end_the_search() -> None:
    column = "EDIPI\n1234567890\n2234567890;\u00a03234567890\n"
    assert found_by(detector, column) == ["1234567890", "2234567890", "3234567890"]
    assert found_by(detector, "EDIPI[12] = 1234567890") == ["1234567890"]
    assert found_by(detector, '{"edipi":"1234567890","seen":1676196672}') == ["1234567890"]
    assert found_by(detector, "EDIPI of room 7, 1234567890") == []
