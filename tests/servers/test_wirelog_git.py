from __future__ import annotations

import pytest

from leftopen.wire import git_daemon
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


@pytest.mark.parametrize(("said", "asked"), [(git_daemon.NOWHERE, "nowhere"), (git_daemon.ROOT, "root")])
def test_a_question_is_no_offence(said: bytes, asked: str) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("git", (asked,), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"0026git-receive-pack /\0host=localhost\0", Kind.MUTATING),
        (git_daemon.ROOT + b"0032want " + b"a" * 40 + b"\n", Kind.UNREADABLE),
        (git_daemon.ROOT[:-1], Kind.UNREADABLE),
        (git_daemon.request(b"/guessed.git"), Kind.UNREADABLE),
        (git_daemon.ROOT + git_daemon.ROOT, Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
