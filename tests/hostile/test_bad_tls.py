"""Every wrong certificate and every broken handshake: what was shown is recorded, and costs a moment."""

from __future__ import annotations

import asyncio
import random
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from leftopen.demo.program import free_ports
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net.connect import open_stream
from leftopen.net.tls import upgrade
from tests.hostile.bad_certificates import KEY, KINDS, context, made, pem
from tests.hostile.bad_http import says
from tests.hostile.walked import Walked, walked
from tests.net.hostile import LOCAL, gate_of
from tests.pipeline.loopback import Loopback
from tests.pipeline.walking import contents
from tests.pipeline.web import Web, page
from tests.servers.need import missing, program, require

pytestmark = pytest.mark.hostile("H23")

# A server with a key of 16,384 bits needs a second for each handshake, and several where others are at work;
# an opener has a part of this.
PATIENT = 30.0
A_SECOND = 1.0
WEB = Web(lambda path: page(200 if path == "/" else 404, b"<title>Hello</title>"))
FIELDS: dict[str, dict[str, Any]] = {
    "expired": {"expires": "20210101000000Z"},
    "wrong host": {"hostnames": ("elsewhere.example",)},
    "ten thousand names": {"subject": {"CN": "mail.unit.example", "O": "Unit"}},
    "negative serial": {"serial": -121},
    "rsa 512": {"pubkey": {"type": "rsa", "bits": 512}},
    "rsa 16384": {"pubkey": {"type": "rsa", "bits": 16384}},
    "md5": {"sig_alg": "md5WithRSAEncryption"},
    "name constraints": {"hostnames": ("mail.unit.example",)},
    "chain of a hundred": {"hostnames": ("mail.unit.example",)},
}


def shown(done: Walked) -> dict[str, Any]:
    """The certificate as it is kept, with the host names beside it."""
    block = done.seen.blocks.get("ssl")
    assert isinstance(block, dict)
    cert = block.get("cert") or {}
    assert isinstance(cert, dict)
    return {**cert, "hostnames": done.seen.hostnames, "chain": block.get("chain_sha256")}


def met(tls: ssl.SSLContext, **options: Any) -> Walked:
    contents()
    with Loopback() as loopback:
        done = walked(loopback.serve(WEB, tls=tls), **options)
    assert done.faults == ()
    assert done.work < A_SECOND
    assert done.open == []
    return done


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "more names than fit"])
def test_a_wrong_certificate_is_recorded_field_by_field(
    tmp_path: Path, kind: str, newest: ssl.TLSVersion
) -> None:
    require(missing("openssl"))
    done = met(context(tmp_path, KINDS[kind](tmp_path), newest), deadline=PATIENT)
    # A key of 512 bits is too short for any signature of TLS 1.3.
    assert done.seen.module == ("tls" if (kind, newest.name) == ("rsa 512", "TLSv1_3") else "https")
    cert = shown(done)
    assert {name: cert.get(name) for name in FIELDS[kind]} == FIELDS[kind]
    assert len(cert["hostnames"]) <= 100
    assert done.seen.identity.startswith("tls-key:SHA256:")
    assert len(cert["chain"]) <= 32


def test_a_certificate_of_300_kb_is_left_and_the_failure_recorded(tmp_path: Path) -> None:
    done = met(context(tmp_path, KINDS["more names than fit"](tmp_path)))
    assert (done.seen.module, done.seen.tls) == ("tls", True)
    assert "(tls_failed, phase tls)" in done.seen.info


@pytest.mark.parametrize(
    "der",
    [
        b"\x30\x82\x00\x05trash",
        b"\x30\x80" + b"\x30\x80" * 4000,
        b"\x30\x84\xff\xff\xff\xff",
        b"",
        b"\0" * 60,
    ],
    ids=["malformed", "indefinite", "huge", "empty", "zeros"],
)
@pytest.mark.hostile("H21")
def test_a_certificate_that_nobody_can_read_is_kept_by_its_digest(der: bytes) -> None:
    contents()
    with Loopback() as loopback:
        done = walked(loopback.serve(says(hello(der))))
    assert (done.seen.module, done.faults) == ("tls", ())
    assert "(tls_failed, phase tls)" in done.seen.info
    assert done.work < A_SECOND
    cert = shown(done)
    if der:
        assert cert["malformed"] is True
        assert done.seen.identity.startswith("tls-cert:SHA256:")


def hello(der: bytes) -> bytes:
    """A ServerHello of TLS 1.2 and a Certificate of these bytes."""
    rows = len(der).to_bytes(3, "big") + der
    body = len(rows).to_bytes(3, "big") + rows
    head = b"\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00\x00\x05\xff\x01\x00\x01\x00"
    messages = b"\x02" + len(head).to_bytes(3, "big") + head + b"\x0b" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + len(messages).to_bytes(2, "big") + messages


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example.org ESMTP\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x28",
        b"\x15\x03\x03\x00\x02\x02\x70",
    ],
    ids=["smtp", "http", "no handshake", "not without a name"],
)
def test_plain_talk_or_an_alert_where_tls_was_expected(answer: bytes) -> None:
    contents()
    with Loopback() as loopback:
        done = walked(loopback.serve(says(answer)))
    assert done.faults == ()
    assert done.seen.module in ("smtp", "http", "tls")
    assert done.seen.tls == (answer[:1] == b"\x15")
    assert done.open == []


def by_name(folder: Path) -> ssl.SSLContext:
    """Another certificate for who asks for `other.example`."""
    for name in ("first", "other"):
        (folder / name).mkdir()
    first = context(folder / "first", made("first.example"))
    other = context(folder / "other", made("other.example"))

    def choose(connection: ssl.SSLObject, name: str | None, old: ssl.SSLContext) -> None:
        if name == "other.example":
            connection.context = other

    first.sni_callback = choose
    return first


def test_a_certificate_that_depends_on_the_name_is_recorded_for_the_name_that_was_asked(
    tmp_path: Path,
) -> None:
    for folder, name in (("bare", ""), ("named", "other.example")):
        (tmp_path / folder).mkdir()
        done = met(by_name(tmp_path / folder), name=name)
        assert done.seen.module == "https"
        assert done.seen.hostnames == (name or "first.example",)


@contextmanager
def renegotiating(folder: Path) -> Iterator[tuple[int, IO[bytes]]]:
    """`openssl s_server`: its port, and where to write an `r` for another handshake."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made("mail.unit.example")[0])
    key.write_bytes(pem(KEY))
    (port,) = free_ports(1, random.SystemRandom())
    command = [program("openssl"), "s_server", "-accept", f"127.0.0.1:{port}", "-tls1_2"]
    with (folder / "said").open("wb") as answer:
        server = subprocess.Popen(
            [*command, "-cert", str(certificate), "-key", str(key)],
            stdin=subprocess.PIPE, stdout=answer, stderr=answer,
        )  # fmt: skip
    try:
        until = time.monotonic() + 10
        while b"ACCEPT" not in (folder / "said").read_bytes():
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        assert server.stdin is not None
        yield port, server.stdin
    finally:
        server.kill()
        server.communicate()


def test_a_server_that_asks_for_another_handshake_is_left_at_once(tmp_path: Path) -> None:
    require(missing("openssl"))

    async def run(port: int, more: IO[bytes]) -> TalkEnded:
        async with open_stream(gate_of(), LOCAL, port, 5) as bare:
            inside = await upgrade(bare)
            more.write(b"r\n")
            more.flush()
            with pytest.raises(TalkEnded) as caught:
                await inside.read(100)
            return caught.value

    began, worked = time.monotonic(), time.thread_time()
    with renegotiating(tmp_path) as (port, more):
        ended = asyncio.run(run(port, more))
    assert (ended.reason, ended.phase) == (Reason.TLS_FAILED, Phase.TLS)
    assert time.monotonic() - began < 5
    assert time.thread_time() - worked < A_SECOND
