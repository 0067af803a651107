from __future__ import annotations

import pytest

from tests.servers.offence import Kind
from tests.servers.wirelog import judge


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (b"version\r\n", ("version",)),
        (b"version\r\nstats\r\nquit\r\n", ("version", "stats", "quit")),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("memcached", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    "answer",
    [
        b"version\r\nflush_all\r\n",
        b"version\r\nset k 0 0 1\r\nx\r\n",
        b"version\r\nget k\r\n",
        b"version\r\nstats reset\r\n",
        b"version\r\nstats items\r\n",
        b"version\r\nlru_crawler metadump all\r\n",
        b"version\r\nverbosity 2\r\n",
        b"version\r\nshutdown\r\n",
        b"version\r\nVERSION\r\n",
        b"stats\r\n",
        b"set k 0 0 1\r\nx\r\n",
        b"flush_all\r\n",
        b"\x80\x08" + b"\0" * 22,
    ],
)
def test_a_planted_wrong_is_caught(answer: bytes) -> None:
    assert {offence.kind for offence in judge(answer).offences} <= {Kind.MUTATING, Kind.UNREADABLE}
    assert judge(answer).offences


def test_an_unfinished_line_is_unreadable() -> None:
    assert [offence.kind for offence in judge(b"version\r\nsta").offences] == [Kind.UNREADABLE]
