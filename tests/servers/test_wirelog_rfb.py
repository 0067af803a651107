from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.offence import Kind
from tests.servers.wirelog import judge

V38, V33 = b"RFB 003.008\n", b"RFB 003.003\n"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (V38, ("VERSION",)),
        (V38 + b"\x01", ("VERSION", "NONE")),
        (V38 + b"\x01\x01", ("VERSION", "NONE", "SHARED")),
        (V33 + b"\x01", ("VERSION", "SHARED")),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("rfb", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (V38 + b"\x02", Kind.LOGIN),
        (V38 + b"\x13", Kind.LOGIN),
        (V38 + b"\x02" + b"r" * 16, Kind.LOGIN),
        (V33 + b"r" * 16, Kind.MUTATING),
        (V38 + b"\x01\x00", Kind.MUTATING),
        (V38 + b"\x01\x01\x03\x00" + b"\0" * 8, Kind.MUTATING),
        (V38 + b"\x01\x01\x04\x01\0\0\0\0\0a", Kind.MUTATING),
        (b"RFB 009.009\n", Kind.UNREADABLE),
        (b"RFB 003.00", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]


@given(st.binary(min_size=3, max_size=60))
def test_more_than_a_session_is_an_offence(more: bytes) -> None:
    assert judge(V38 + more).offences
