from __future__ import annotations

import pytest

from leftopen.wire import epmd
from tests.servers.wirelog import judge


def test_a_question_is_no_offence() -> None:
    judgement = judge(epmd.NAMES)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("epmd", ("NAMES",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    "answer",
    [
        b"\0\x0ex" + bytes(13),
        b"\0\1k",
        b"\0\5sname",
        epmd.NAMES + b"\0\1k",
        epmd.NAMES + epmd.NAMES,
    ],
)
def test_a_planted_wrong_is_caught(answer: bytes) -> None:
    assert judge(answer).offences
