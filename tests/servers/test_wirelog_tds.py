from __future__ import annotations

import pytest

from leftopen.wire import tds
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


def test_what_comes_before_a_login_is_no_offence() -> None:
    judgement = judge(tds.PRELOGIN)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("tds", ("PRELOGIN",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (tds.PRELOGIN + b"\x10\1\0\x08" + bytes(4), Kind.LOGIN),
        (b"\x10\1\0\x20" + bytes(28), Kind.LOGIN),
        (tds.PRELOGIN[:-1], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
