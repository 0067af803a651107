"""NTLM's messages of nobody, and the challenge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ber, ntlm
from tests.smb2_answers import ntlm_challenge

WHOLE = ntlm_challenge(computer="FILES", domain="MADEUP", dns_computer="files.made-up.example")


def _inner(token: bytes) -> bytes:
    return token[token.index(ntlm.MARK) :]


def test_both_messages_are_whole_values_of_spnego() -> None:
    assert ber.head(ntlm.negotiate()) == (0x60, 2, len(ntlm.negotiate()))
    assert ber.read(ntlm.anonymous()) is not None


def test_the_third_message_has_no_name_no_domain_and_no_response() -> None:
    message = _inner(ntlm.anonymous())
    lengths = [int.from_bytes(message[at : at + 2], "little") for at in (12, 20, 28, 36, 44, 52)]
    assert lengths == [1, 0, 0, 0, 0, 0]
    assert message[72:] == b"\0"
    assert int.from_bytes(message[60:64], "little") & 0x800


def test_the_first_message_asks_for_neither_signing_nor_sealing() -> None:
    flags = int.from_bytes(_inner(ntlm.negotiate())[12:16], "little")
    assert not flags & (0x10 | 0x20 | 0x40000000)


def test_the_challenge_names_machine_domain_and_system() -> None:
    answer = ntlm.challenge(b"anything before" + WHOLE)
    assert answer is not None
    assert (answer.target, answer.version) == ("MADEUP", "10.0.17763")
    assert dict(answer.names) == {
        "netbios_computer_name": "FILES",
        "netbios_domain_name": "MADEUP",
        "dns_computer_name": "files.made-up.example",
    }


@pytest.mark.hostile("H22")
def test_a_challenge_cut_after_every_byte_never_raises() -> None:
    for cut in range(len(WHOLE)):
        answer = ntlm.challenge(WHOLE[:cut])
        assert answer is None or cut >= 48


@pytest.mark.hostile("H22")
@given(st.binary(max_size=200), st.integers(0, len(WHOLE)))
def test_no_bytes_make_it_raise(raw: bytes, cut: int) -> None:
    for made in (raw, WHOLE[:cut] + raw, WHOLE[:12] + raw):
        answer = ntlm.challenge(made)
        assert answer is None or len(answer.names) <= 16
