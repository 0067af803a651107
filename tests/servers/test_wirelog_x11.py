from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import x11
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

COOKIE = b"l\0\x0b\0\0\0\x12\0\x10\0\0\0MIT-MAGIC-COOKIE-1\0\0" + b"c" * 16


@pytest.mark.parametrize(("said", "asked"), [(x11.SETUP, "SETUP 11"), (x11.IMPOSSIBLE, "SETUP 99")])
def test_a_setup_without_authorisation_is_no_offence(said: bytes, asked: str) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("x11", (asked,), ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (COOKIE, Kind.LOGIN),
        (b"B\0\0\x0b\0\0\0\x12\0\x10\0\0", Kind.LOGIN),
        (b"l\0\x0b\0\x01\0\0\0\0\0\0\0", Kind.UNREADABLE),
        (x11.SETUP[:11], Kind.UNREADABLE),
        (x11.SETUP + b"\x49\x02\x05\0", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]


@given(st.binary(min_size=1, max_size=60))
def test_whatever_follows_the_setup_is_an_offence(more: bytes) -> None:
    assert judge(x11.SETUP + more).offences
    assert judge(b"l\0" + more).offences or b"l\0" + more in (x11.SETUP, x11.IMPOSSIBLE)
