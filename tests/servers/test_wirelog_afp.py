from __future__ import annotations

import pytest

from leftopen.wire import afp
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


def test_a_question_is_no_offence() -> None:
    judgement = judge(afp.GET_STATUS)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("afp", ("GetStatus",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"\0\4\0\1" + bytes(12), Kind.LOGIN),
        (afp.GET_STATUS + b"\0\4\0\2" + bytes(12), Kind.LOGIN),
        (b"\0\2\0\1" + bytes(4) + b"\0\0\0\2" + bytes(4) + b"\x12\0", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
