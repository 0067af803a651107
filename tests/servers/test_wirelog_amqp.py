from __future__ import annotations

import pytest

from leftopen.wire import amqp
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


def test_a_question_is_no_offence() -> None:
    judgement = judge(amqp.HEADER)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("amqp", ("header",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (amqp.HEADER + b"\1\0\0\0\0\0\x10\0\x0a\0\x0b", Kind.LOGIN),
        (b"AMQP\3\1\0\0", Kind.UNREADABLE),
        (amqp.HEADER[:-1], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
