"""The judge of rsync: a list passes, everything else is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.offence import Kind
from tests.servers.wirelog import judge

MODULE = b"@RSYNCD: 27\nfiles\n"
WORDS = b"--server\n--sender\n-r\n--list-only\n.\nfiles/\n\n"
RULE = b"\x10\0\0\0- /*/*/*/*/*/*/*\0\0\0\0"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (b"@RSYNCD: 27\n", ("HANDSHAKE",)),
        (b"@RSYNCD: 27\n#list\n", ("HANDSHAKE", "#list")),
        (MODULE, ("HANDSHAKE", "MODULE")),
        (MODULE + WORDS + RULE, ("HANDSHAKE", "MODULE", "LIST")),
    ],
)
def test_a_list_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("rsync", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (MODULE + b"custodian 7QoC5DXx9tK2BhdOico0A\n", Kind.LOGIN),
        (MODULE + b"--server\n-r\n.\nfiles/\n\n", Kind.MUTATING),
        (MODULE + WORDS.replace(b"-r", b"-r\n--remove-source-files"), Kind.MUTATING),
        (MODULE + WORDS.replace(b"--list-only\n", b"") + RULE, Kind.MUTATING),
        (MODULE + WORDS.replace(b"files/", b"other/") + RULE, Kind.MUTATING),
        (MODULE + WORDS + RULE + b"\x01\0\0\0", Kind.MUTATING),
        (MODULE + WORDS + b"\0\0\0\0", Kind.MUTATING),
        (b"@RSYNCD: 27\n#list\nmore", Kind.MUTATING),
        (b"@RSYNCD: 31.0\nfiles\n", Kind.UNREADABLE),
        (b"@RSYNCD: 27\nfiles", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(min_size=1, max_size=100))
def test_nothing_may_follow_a_list(more: bytes) -> None:
    assert judge(MODULE + WORDS + RULE + more).offences
