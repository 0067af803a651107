"""The SSH probe on a made-up server's side of the exchange."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.probes.ssh import RULES, probe
from leftopen.wire import ssh
from leftopen.wire.fingerprint import FingerprintRule, name
from tests.scripted import Scripted, finish

KEY = ssh.string(b"ssh-ed25519") + ssh.string(bytes(range(32)))
LISTS = (
    "curve25519-sha256",
    "ssh-ed25519",
    "aes256-ctr",
    "aes128-ctr",
    "hmac-sha1",
    "hmac-sha2-256",
    "none",
    "none",
    "",
    "",
)
INIT = ssh.packet(bytes([20]) + bytes(16) + b"".join(ssh.string(each.encode()) for each in LISTS) + bytes(5))
REPLY = ssh.packet(bytes([31]) + ssh.string(KEY) + ssh.string(bytes(32)) + ssh.string(b"signature"))
BANNER = b"SSH-2.0-OpenSSH_10.0p2 Debian-7\r\n"


def test_the_host_key_is_learned_without_authenticating() -> None:
    channel = Scripted(
        [(ssh.hello(), INIT), (ssh.exchange(("curve25519-sha256",)), REPLY)], banner=BANNER, piece=33
    )
    facts = probe.read(finish(probe.ask(channel, BANNER)))
    assert facts is not None
    assert facts.identity == f"ssh-key:{ssh.fingerprint(KEY)}"
    assert (facts.product, facts.version, facts.info) == ("OpenSSH", "10.0p2", "Debian-7")
    assert facts.cpe == ("cpe:/a:openbsd:openssh:10.0p2",)
    block = facts.blocks["ssh"]
    assert isinstance(block, dict)
    assert (block["type"], block["cipher"], block["mac"]) == ("ssh-ed25519", "aes128-ctr", "hmac-sha2-256")
    assert block["fingerprint"] == ssh.fingerprint_md5(KEY)
    assert facts.data.startswith(b"SSH-2.0-OpenSSH_10.0p2 Debian-7\nKey type: ssh-ed25519\n")
    assert channel.requests == 2


def test_a_server_of_another_curve_is_asked_with_that_one() -> None:
    lists = ("ecdh-sha2-nistp256", *LISTS[1:])
    init = ssh.packet(
        bytes([20]) + bytes(16) + b"".join(ssh.string(each.encode()) for each in lists) + bytes(5)
    )
    script = [(ssh.hello(), init), (ssh.exchange(("ecdh-sha2-nistp256",)), REPLY)]
    facts = probe.read(finish(probe.ask(Scripted(script, banner=BANNER), BANNER)))
    assert facts is not None
    assert facts.identity == f"ssh-key:{ssh.fingerprint(KEY)}"


def test_a_server_with_no_common_method_still_names_itself() -> None:
    lists = ("diffie-hellman-group1-sha1", *LISTS[1:])
    init = ssh.packet(
        bytes([20]) + bytes(16) + b"".join(ssh.string(each.encode()) for each in lists) + bytes(5)
    )
    channel = Scripted([(ssh.hello(), init)], banner=b"SSH-2.0-dropbear_2022.83\r\n")
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.identity) == ("Dropbear sshd", "")


def test_a_server_that_hangs_up_still_named_itself() -> None:
    channel = Scripted([(ssh.hello(), b"")], banner=BANNER)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.blocks == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.product)
def test_a_rule_takes_its_example(rule: FingerprintRule) -> None:
    named = name(RULES, {"software": rule.example})
    assert (named.product, named.version) == (rule.product, rule.version)


def test_it_recognises_the_line_also_behind_a_greeting() -> None:
    assert probe.recognises(b"Authorised users only\r\nSSH-2.0-x\r\n")
    assert not probe.recognises(b"HTTP/1.1 200 OK\r\n\r\nwe run SSH-2.0-x")


@given(st.binary(max_size=300))
def test_any_bytes_are_facts_or_none(raw: bytes) -> None:
    probe.recognises(raw)
    probe.read(raw)
    assert probe.read(BANNER + raw) is not None
    assert probe.read(BANNER + ssh.packet(b"\x14" + raw) + ssh.packet(b"\x1f" + raw)) is not None
