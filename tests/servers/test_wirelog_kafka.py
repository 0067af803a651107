from __future__ import annotations

import pytest

from leftopen.wire import kafka
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (kafka.VERSIONS + kafka.TOPICS, ("ApiVersions", "Metadata")),
        (kafka.MECHANISMS, ("SaslHandshake",)),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("kafka", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (kafka.request(kafka.METADATA, 1, 2, b"\0\0\0\1\0\1a"), Kind.MUTATING),
        (kafka.request(19, 0, 2), Kind.MUTATING),
        (kafka.request(0, 3, 2), Kind.MUTATING),
        (kafka.request(kafka.METADATA, 4, 2, b"\xff\xff\xff\xff\1"), Kind.MUTATING),
        (kafka.request(36, 0, 4, b"\0\0\0\3\0a\0"), Kind.LOGIN),
        (kafka.MECHANISMS + b"\0\0\0\x05\0a\0bb", Kind.LOGIN),
        (kafka.TOPICS[:-1], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
