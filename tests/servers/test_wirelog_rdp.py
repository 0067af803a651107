from __future__ import annotations

import pytest

from leftopen.wire import rdp
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


def test_a_negotiation_is_no_offence() -> None:
    judgement = judge(rdp.REQUEST)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("rdp", ("negotiation",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (rdp.REQUEST + b"\x16\3\1", Kind.LOGIN),
        (b"\3\0\0\x1f\x1a\xe0\0\0\0\0\0Cookie: mstshash=a\r\n", Kind.LOGIN),
        (rdp.REQUEST[:-1], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
