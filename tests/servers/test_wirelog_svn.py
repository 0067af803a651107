from __future__ import annotations

import pytest

from leftopen.wire import svn
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (svn.HELLO, ("hello",)),
        (svn.HELLO + svn.LOG_IN + svn.LIST_ROOT, ("hello", "ANONYMOUS", "get-dir")),
        (svn.HELLO + svn.LIST_ROOT, ("hello", "get-dir")),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("svn", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (svn.HELLO + b"( CRAM-MD5 ( ) ) ", Kind.LOGIN),
        (svn.HELLO + b"( ANONYMOUS ( 4:name ) ) ", Kind.LOGIN),
        (svn.HELLO + svn.LOG_IN + b"( commit ( 7:made up ) ) ", Kind.MUTATING),
        (svn.HELLO + svn.LOG_IN + b"( lock ( 5:trunk ( ) false ( ) ) ) ", Kind.MUTATING),
        (svn.HELLO + svn.LOG_IN + svn.LIST_ROOT + svn.LIST_ROOT, Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
