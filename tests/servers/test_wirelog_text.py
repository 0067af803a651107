from __future__ import annotations

import pytest

from tests.servers.wirelog import judge


@pytest.mark.parametrize(
    ("said", "asked"),
    [(b"stats\nstatus\n", ("stats", "status")), (b"version\n", ("version",)), (b"list\n", ("list",))],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("text", asked, ())


def test_an_empty_line_is_no_offence() -> None:
    assert judge(b"\r\n").offences == ()


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    "answer",
    [
        b"stats\nclear\n",
        b"stats\nstatus\nkill\n",
        b"list\nfetch cpu\n",
        b"list made-up\n",
        b"version\nspoolfetch 1\n",
        b"stats\npassword x\n",
        b"list\nlist",
        b"\r\nmade_up\r\n",
    ],
)
def test_a_planted_wrong_is_caught(answer: bytes) -> None:
    assert judge(answer).offences
