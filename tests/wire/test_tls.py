"""TLS records: our ClientHello against the standard library's server, and any bytes."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import certificate
from leftopen.wire import tls
from tests.wire.certificates import KEY, made


def server(folder: Path, least: ssl.TLSVersion, hello: bytes) -> bytes:
    """What a real TLS server (OpenSSL, in memory) answers to these bytes."""
    (folder / "cert.pem").write_text(ssl.DER_cert_to_PEM_cert(made("mail.unit.example")))
    (folder / "key.pem").write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = least
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    heard, answer = ssl.MemoryBIO(), ssl.MemoryBIO()
    heard.write(hello)
    talk = context.wrap_bio(heard, answer, server_side=True)
    with pytest.raises(ssl.SSLError):
        talk.do_handshake()
    return answer.read()


@pytest.mark.parametrize("name", ["", "mail.unit.example"])
def test_a_real_server_shows_its_certificate_in_the_clear(tmp_path: Path, name: str) -> None:
    raw = server(tmp_path, ssl.TLSVersion.TLSv1_2, tls.client_hello(name))
    assert tls.recognises(raw)
    assert tls.is_complete(raw)
    hello = tls.read(raw)
    assert hello.version == "TLSv1.2"
    assert [certificate.names(der) for der in hello.certificates] == [("mail.unit.example",)]
    assert hello.cipher.startswith("ECDHE-ECDSA-")
    assert hello.whole


def test_a_server_of_tls_1_3_alone_answers_with_an_alert(tmp_path: Path) -> None:
    raw = server(tmp_path, ssl.TLSVersion.TLSv1_3, tls.client_hello())
    assert tls.recognises(raw)
    assert tls.is_complete(raw)
    assert tls.read(raw).alert == 70


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 400 Bad\r\n", b"SSH-2.0-x\r\n", b"\x15\x03\x01\x00\x09nonsense!"]
)
def test_other_bytes_are_not_tls(first: bytes) -> None:
    assert not tls.recognises(first)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for made_up in (raw, b"\x16\x03\x03" + len(raw).to_bytes(2, "big") + raw):
        tls.recognises(made_up)
        tls.is_complete(made_up)
        assert len(tls.read(made_up).certificates) <= tls.MOST_CERTIFICATES
