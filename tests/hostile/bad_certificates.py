"""Certificates that are wrong, each in one way, with the key that a server needs to show them."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.servers.need import program

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Pair = tuple[bytes, bytes]
KEY = ec.derive_private_key(20230208, ec.SECP256R1())
EARLY, LATE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


def huge_key() -> rsa.RSAPrivateKey:
    """RSA of 16,384 bits without a search of minutes: a Mersenne prime, and the first prime above 2**5170."""
    p, q, e = 2**11213 - 1, 2**5170 + 1435, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def made(
    *names: str,
    common: str = "mail.unit.example",
    key: Key = KEY,
    after: datetime = LATE,
    more: tuple[x509.ExtensionType, ...] = (),
    organisation: str = "Unit",
) -> Pair:
    """(certificate PEM, key PEM), self-signed."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common, _validate=False),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation, _validate=False),
        ]
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(EARLY).not_valid_after(after)
    san = (x509.SubjectAlternativeName([x509.DNSName(each) for each in names]),) if names else ()
    for extension in (*san, *more):
        builder = builder.add_extension(extension, critical=False)
    signed = builder.sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM), pem(key)


def pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def negative_serial() -> Pair:
    """The number 7 becomes -121; the signature is wrong then, which no server minds."""
    certificate, key = made("mail.unit.example")
    der = ssl.PEM_cert_to_DER_cert(certificate.decode())
    assert der.count(b"\x02\x01\x07\x30") == 1
    return ssl.DER_cert_to_PEM_cert(der.replace(b"\x02\x01\x07\x30", b"\x02\x01\x87\x30")).encode(), key


def old_fashioned(folder: Path, *, bits: int, digest: str) -> Pair:
    """What no library makes any more, by the openssl program."""
    paths = [str(folder / name) for name in ("old-key.pem", "old-certificate.pem")]
    subprocess.run(
        [program("openssl"), "genrsa", "-out", paths[0], str(bits)], check=True, capture_output=True
    )
    subprocess.run(
        [program("openssl"), "req", "-x509", "-new", "-key", paths[0], "-out", paths[1], f"-{digest}",
         "-subj", "/CN=old.unit.example", "-days", "30"],
        check=True, capture_output=True,
    )  # fmt: skip
    return Path(paths[1]).read_bytes(), Path(paths[0]).read_bytes()


def chain(length: int) -> Pair:
    """That many certificates, the server's own first."""
    rest = b"".join(made(common=f"above{number}.unit.example")[0] for number in range(1, length))
    return made("mail.unit.example")[0] + rest, pem(KEY)


def constrained() -> Pair:
    """Allowed for names that it does not have."""
    limits = x509.NameConstraints([x509.DNSName("other.example")], [x509.DNSName("unit.example")])
    return made("mail.unit.example", more=(limits,))


# Each kind of certificate, made in a folder of its own.
KINDS: dict[str, Callable[[Path], Pair]] = {
    "expired": lambda folder: made("mail.unit.example", after=datetime(2021, 1, 1, tzinfo=UTC)),
    "wrong host": lambda folder: made("elsewhere.example"),
    "ten thousand names": lambda folder: made(*(f"{number:x}" for number in range(10_000))),
    "more names than fit": lambda folder: made(*(f"n{number}.mail.unit.example" for number in range(10_000))),
    "negative serial": lambda folder: negative_serial(),
    "rsa 512": lambda folder: old_fashioned(folder, bits=512, digest="sha256"),
    "rsa 16384": lambda folder: made("mail.unit.example", key=huge_key()),
    "md5": lambda folder: old_fashioned(folder, bits=1024, digest="md5"),
    "name constraints": lambda folder: constrained(),
    "chain of a hundred": lambda folder: chain(100),
}


def context(folder: Path, pair: Pair, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """A server that shows it, whatever is wrong with it."""
    (folder / "certificate.pem").write_bytes(pair[0])
    (folder / "key.pem").write_bytes(pair[1])
    made_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made_context.set_ciphers("ALL:@SECLEVEL=0")
    if newest is not None:
        made_context.maximum_version = newest
    made_context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return made_context
