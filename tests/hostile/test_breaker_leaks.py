"""Personal values in places where nobody expects them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from leftopen.formats import certificate
from leftopen.model.channel import TalkEnded
from leftopen.model.observation import Observation
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.pipeline.context import guard_work
from leftopen.pipeline.identify import identify
from tests.pipeline.loopback import Loopback
from tests.pipeline.walking import Made, at, contents
from tests.pipeline.web import Web, page

NUMBER = "891-23-4567"
ADDRESS = "jane.roe@unit.example.org"


async def guarded_once(made: Made, work: Coroutine[object, object, int]) -> int:
    return await guard_work(made.context(), work)


def heard(web: Web) -> Observation:
    made = Made()
    with Loopback() as loopback:
        return asyncio.run(identify(at(loopback.serve(web)), made.permit, made.context()))


def test_a_server_header_beside_another_product_is_masked() -> None:
    seen = heard(Web(lambda path: page(200, b"<title>MailDev</title>", server=f"x {ADDRESS} {NUMBER}")))
    assert seen.product == "MailDev"
    assert seen.info
    assert NUMBER not in repr(seen)
    assert "jane.roe" not in repr(seen)


def test_a_number_in_a_version_is_masked_in_the_cpe_too() -> None:
    seen = heard(Web(lambda path: page(200, b"x", server=f"nginx/{NUMBER}")))
    assert seen.cpe
    assert NUMBER not in repr(seen)


def test_the_trace_of_a_bug_does_not_quote_what_a_target_sent() -> None:
    made = Made()

    async def broken() -> int:
        answer = "Jane " + NUMBER
        return int(answer)

    with pytest.raises(TalkEnded):
        asyncio.run(guarded_once(made, broken()))
    assert len(made.faults) == 1
    assert "ValueError" in made.faults[0]
    assert NUMBER not in made.faults[0]


def test_a_number_for_a_mail_domain_is_masked_in_the_evidence() -> None:
    mail = f"From: Jane <j@{NUMBER}.example>\r\nSubject: x\r\n\r\nbody\r\n".encode()
    evidence = contents().classify(Sample(("mail.eml", "message/rfc822", mail)), Severity.HIGH)
    assert evidence.origins
    assert NUMBER not in repr(evidence)


def test_an_alternative_name_of_the_issuer_is_not_kept_as_hex() -> None:
    key = ec.derive_private_key(7, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.unit.example")])
    names = x509.IssuerAlternativeName([x509.RFC822Name(ADDRESS)])
    own = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), ADDRESS.encode())
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(7).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    built = built.not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
    for extension in (names, own, x509.BasicConstraints(ca=True, path_length=None)):
        built = built.add_extension(extension, critical=False)
    der = built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
    block = certificate.block(der)
    assert b"roe".hex() not in repr(block)
    answer = block["extensions"]
    assert isinstance(answer, list)
    assert [extension["data"] for extension in answer if isinstance(extension, dict)] == [
        "",
        "",
        "30030101ff",
    ]
