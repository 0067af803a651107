from __future__ import annotations

import pytest

from leftopen.wire import socks5
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


def test_a_greeting_is_no_offence() -> None:
    judgement = judge(socks5.GREETING)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("socks", ("greeting",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (socks5.GREETING + b"\5\1\0\1\x7f\0\0\1\0\x50", Kind.MUTATING),
        (b"\5\1\2", Kind.LOGIN),
        (b"\5\2\0\2", Kind.LOGIN),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
