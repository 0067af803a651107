"""The SMB probe against made-up servers of the real shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.read_level import ReadLevel
from leftopen.probes.smb import OPENER, probe
from leftopen.wire import ntlm, smb2
from tests import smb2_answers as said
from tests.scripted import Scripted, finish

SAMBA = said.setup(
    smb2.MORE_PROCESSING, said.ntlm_challenge(bytes((6, 1, 0, 0, 0, 0, 0, 15)), computer="FILES")
)


def test_windows_is_told_by_the_version_in_its_challenge() -> None:
    script = [(OPENER, said.negotiated()), (smb2.session_setup(ntlm.negotiate(), message=1), said.CHALLENGE)]
    channel = Scripted(script, piece=9, level=ReadLevel.METADATA)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert (facts.product, facts.version) == ("Microsoft Windows SMB", "10.0.17763")
    assert facts.hostnames == ("files.made-up.example",)
    assert facts.blocks["smb"] == {
        "smb_version": 2,
        "dialect": "3.0.2",
        "signing_required": False,
        "guid": "76726573-7265-6720-7569-642030303136",
        "capabilities": ["dfs", "leasing", "large-mtu"],
        "netbios_computer_name": "FILES",
        "dns_computer_name": "files.made-up.example",
        "os_version": "10.0.17763",
    }
    assert b"SMB dialect: 3.0.2\n" in facts.data


def test_samba_claims_a_version_that_no_windows_has() -> None:
    facts = probe.read(said.negotiated() + SAMBA)
    assert facts is not None
    assert (facts.product, facts.version) == ("Samba", "")


def claiming(version: bytes) -> bytes:
    return said.negotiated() + said.setup(
        smb2.MORE_PROCESSING, said.ntlm_challenge(version, computer="FILES")
    )


def test_a_version_of_nothing_but_ones_is_no_version() -> None:
    facts = probe.read(claiming(b"\xff" * 8))
    assert facts is not None
    assert (facts.product, facts.version) == ("Impacket smbserver", "")
    block = facts.blocks["smb"]
    assert isinstance(block, dict)
    assert "os_version" not in block
    assert b"255.255" not in facts.data


@pytest.mark.parametrize("version", [(0, 0, 0, 0), (7, 0, 0x10, 0x27), (10, 0, 5, 0), (255, 255, 255, 254)])
def test_a_version_that_no_windows_has_names_no_windows(version: tuple[int, ...]) -> None:
    facts = probe.read(claiming(bytes((*version, 0, 0, 0, 15))))
    assert facts is not None
    assert (facts.product, facts.version) == ("", "")


@pytest.mark.parametrize(
    ("version", "release"), [((5, 1, 0x28, 0x0A), "5.1.2600"), ((6, 1, 0xB1, 0x1D), "6.1.7601")]
)
def test_the_build_of_a_windows_is_its_version(version: tuple[int, ...], release: str) -> None:
    facts = probe.read(claiming(bytes((*version, 0, 0, 0, 15))))
    assert facts is not None
    assert (facts.product, facts.version) == ("Microsoft Windows SMB", release)


def test_at_the_banner_level_no_session_is_begun() -> None:
    channel = Scripted([(OPENER, said.negotiated())], level=ReadLevel.BANNER)
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.product == ""


def test_a_server_that_refuses_every_dialect_is_still_smb() -> None:
    channel = Scripted([(OPENER, said.refused(smb2.NEGOTIATE, 0xC00000BB))])
    facts = probe.read(finish(probe.ask(channel, b"")))
    assert facts is not None
    assert facts.blocks == {"smb": {"smb_version": 2}}


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\n", b"\0\0\0\x45\xffSMB" + bytes(65), OPENER, said.CHALLENGE, bytes(100)],
)
def test_it_leaves_other_answers_alone(first: bytes) -> None:
    assert not probe.recognises(first)
    assert probe.read(first) is None


@pytest.mark.hostile("H22")
def test_a_handshake_cut_after_every_byte_is_facts_or_none() -> None:
    whole = said.negotiated() + said.CHALLENGE
    for cut in range(len(whole)):
        facts = probe.read(whole[:cut])
        assert facts is None or facts.product in ("", "Microsoft Windows SMB")


@pytest.mark.hostile("H22")
@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_are_facts_or_none(raw: bytes, cut: int) -> None:
    for made in (raw, said.negotiated() + raw, (said.negotiated() + said.CHALLENGE)[:cut] + raw):
        probe.recognises(made)
        probe.read(made)
