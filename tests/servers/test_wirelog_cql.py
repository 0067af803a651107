from __future__ import annotations

import pytest

from leftopen.wire import cql
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


@pytest.mark.parametrize(
    ("said", "asked"),
    [(cql.ASK_OPTIONS, ("OPTIONS",)), (cql.BEGIN + cql.KEYSPACES, ("STARTUP", "SELECT"))],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("cql", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"\4\0\0\0\7\0\0\0\x0b\0\0\0\4DROP\0\1\0", Kind.MUTATING),
        (b"\4\0\0\0\x0b\0\0\0\0", Kind.MUTATING),
        (b"\4\0\0\0\x0f\0\0\0\4\0a\0b", Kind.LOGIN),
        (cql.BEGIN[:-1], Kind.UNREADABLE),
        (cql.ASK_OPTIONS + b"\0", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
