from __future__ import annotations

import pytest

from leftopen.wire import rtsp
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

DESCRIBE = rtsp.describe("127.0.0.1", 554)


def test_a_question_is_no_offence() -> None:
    judgement = judge(rtsp.OPTIONS + DESCRIBE)
    assert (judgement.protocol, judgement.asked) == ("rtsp", ("OPTIONS", "DESCRIBE"))
    assert judgement.offences == ()


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (DESCRIBE.replace(b"DESCRIBE", b"SETUP"), Kind.MUTATING),
        (DESCRIBE.replace(b"DESCRIBE", b"PLAY"), Kind.MUTATING),
        (DESCRIBE.replace(b"Accept: application/sdp", b"Content-Length: 4"), Kind.MUTATING),
        (DESCRIBE.replace(b"Accept: application/sdp", b"Authorization: Basic eA=="), Kind.LOGIN),
        (DESCRIBE[:-2], Kind.UNREADABLE),
        (rtsp.OPTIONS + b"$\0\0\1a", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
