"""SSH packets, algorithm lists and fingerprints."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ssh


def test_a_packet_is_whole_blocks_of_eight() -> None:
    for size in range(1, 40):
        made = ssh.packet(bytes(size))
        assert len(made) % 8 == 0
        assert made[4] >= 4
        assert int.from_bytes(made[:4], "big") == len(made) - 4


def test_our_own_hello_can_be_read_back() -> None:
    answer = ssh.read(ssh.hello())
    assert answer is not None
    assert answer.software == "leftopen"
    assert answer.lists["kex_algorithms"] == (
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
    )
    assert answer.lists["languages"] == ()
    assert not answer.follows


@pytest.mark.parametrize(
    ("theirs", "length"),
    [
        (("sntrup761x25519-sha512", "curve25519-sha256"), 32),
        (("curve25519-sha256@libssh.org", "ecdh-sha2-nistp256"), 32),
        (("ecdh-sha2-nistp256",), 65),
        (("diffie-hellman-group14-sha1",), 0),
    ],
)
def test_the_exchange_follows_the_first_method_that_both_have(theirs: tuple[str, ...], length: int) -> None:
    made = ssh.exchange(theirs)
    assert (len(made) == 0) == (length == 0)
    if made:
        assert made[5] == ssh.ECDH_INIT
        assert int.from_bytes(made[6:10], "big") == length


@pytest.mark.hostile("H3")
def test_lines_before_the_identification_are_skipped() -> None:
    assert ssh.identification(b"hello\r\nSSH-2.0-x y\r\nrest") == (b"SSH-2.0-x y", b"rest")
    assert ssh.identification(b"SSH-2.0-x") is None
    assert ssh.is_complete(b"\n" * 30)


def test_fingerprints_have_the_forms_that_people_know() -> None:
    blob = ssh.string(b"ssh-ed25519") + ssh.string(bytes(32))
    assert ssh.key_type(blob) == "ssh-ed25519"
    assert ssh.fingerprint(blob).startswith("SHA256:")
    assert len(base64.b64decode(ssh.fingerprint(blob).removeprefix("SHA256:") + "=")) == 32
    assert ssh.fingerprint_md5(blob).count(":") == 15


def test_hassh_is_of_the_servers_side() -> None:
    lists = {
        "kex_algorithms": ("a", "b"),
        "encryption_algorithms": ("c",),
        "encryption_algorithms_client_to_server": ("not", "this"),
        "mac_algorithms": ("d", "e"),
        "compression_algorithms": ("none",),
    }
    # md5 of "a,b;c;d,e;none"
    assert ssh.hassh_server(lists) == "5805a76b71c8a195f51057e2106e790a"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    assert ssh.read(raw) is None or b"SSH-" in raw
    for made in (
        raw,
        b"SSH-2.0-x\r\n" + raw,
        b"SSH-2.0-x\r\n" + ssh.packet(b"\x14" + raw) + ssh.packet(b"\x1f" + raw),
    ):
        ssh.is_complete(made)
        answer = ssh.read(made)
        if answer and answer.lists:
            ssh.hassh_server(answer.lists)
            ssh.exchange(answer.lists["kex_algorithms"])
    ssh.key_type(raw)
