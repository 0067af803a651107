from __future__ import annotations

import pytest

from tests.servers.wirelog import judge

ASKED = b"version\r\nstatus\r\n"


def test_a_question_is_no_offence() -> None:
    judgement = judge(ASKED)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("gearman", ("version", "status"), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    "answer",
    [
        ASKED + b"shutdown\r\n",
        ASKED + b"maxqueue x 1\r\n",
        ASKED + b"\0REQ\0\0\0\x12\0\0\0\0",
        b"status\r\n",
        b"version\r\nshutdown\r\n",
        b"\0REQ\0\0\0\x01\0\0\0\x03abc",
    ],
)
def test_a_planted_wrong_is_caught(answer: bytes) -> None:
    assert judge(answer).offences
