from __future__ import annotations

import pytest

from leftopen.wire import nfs4
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

LIST = nfs4.listing((b"srv", b"files"), 1)
STEPS = ("PUTROOTFH", "LOOKUP", "LOOKUP", "GETATTR", "READDIR")


def compound(*words: int, tail: bytes = b"") -> bytes:
    """Of these words, the first one being the number of operations."""
    return nfs4.call(nfs4.COMPOUND, 1, bytes(8) + b"".join(word.to_bytes(4, "big") for word in words) + tail)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (nfs4.call(nfs4.NULL, 1), ("NULL",)),
        (LIST, STEPS),
        (nfs4.listing((), 1) + LIST, ("PUTROOTFH", "GETATTR", "READDIR", *STEPS)),
        (nfs4.security((b"srv", b"files"), 1), ("PUTROOTFH", "LOOKUP", "SECINFO")),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("nfs", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (compound(2, 24, 28), Kind.MUTATING),
        (compound(2, 24, 18), Kind.MUTATING),
        (compound(1, 35), Kind.MUTATING),
        (LIST[:16] + (100_005).to_bytes(4, "big") + LIST[20:], Kind.MUTATING),
        (LIST[:20] + (3).to_bytes(4, "big") + LIST[24:], Kind.MUTATING),
        (LIST[:28] + (1).to_bytes(4, "big") + LIST[32:], Kind.LOGIN),
        (LIST[:-1], Kind.UNREADABLE),
        (compound(2, 24), Kind.MUTATING),
        (compound(1, 24, tail=b"abcd"), Kind.UNREADABLE),
        (nfs4.call(7, 1), Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert [offence.kind for offence in judge(said).offences] == [kind]
