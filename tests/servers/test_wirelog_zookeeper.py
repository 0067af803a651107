"""The judge of ZooKeeper's bytes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.servers.offence import Kind
from tests.servers.wirelog import judge
from tests.servers.wirelog_http import begins

CONNECT = b"\0\0\0\x2d" + bytes(14) + b"\x0f\xa0" + bytes(8) + b"\0\0\0\x10" + bytes(17)
LIST = b"\0\0\0\x0e\0\0\0\1\0\0\0\x0c\0\0\0\1/\0"
CLOSE = b"\0\0\0\x08\0\0\0\2\xff\xff\xff\xf5"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (b"srvr\n", ("srvr",)),
        (b"mntr\n", ("mntr",)),
        (CONNECT + LIST + CLOSE, ("CONNECT", "CHILDREN", "CLOSE")),
        (CONNECT, ("CONNECT",)),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("zookeeper", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"srvrkill", Kind.UNREADABLE),
        (b"kill", Kind.MUTATING),
        (b"crst", Kind.MUTATING),
        (CONNECT + LIST.replace(b"\x0c", b"\x01"), Kind.MUTATING),
        (CONNECT + LIST.replace(b"\x0c", b"\x02"), Kind.MUTATING),
        (CONNECT + LIST.replace(b"\x0c", b"\x07"), Kind.MUTATING),
        (CONNECT + LIST[:-1] + b"\1", Kind.MUTATING),
        (CONNECT + LIST.replace(b"\x0c", b"\x64"), Kind.LOGIN),
        (CONNECT[:20] + b"\1" * 8 + CONNECT[28:], Kind.LOGIN),
        (CONNECT[:40] + b"secret" + CONNECT[46:], Kind.LOGIN),
        (CONNECT + b"\0\0\0\3abc", Kind.UNREADABLE),
        (CONNECT + LIST[:-4], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(max_size=100), st.sampled_from([b"srvr", CONNECT, CONNECT + LIST]))
def test_any_bytes_are_judged(more: bytes, start: bytes) -> None:
    assume(not begins(start + more))  # `srvr x HTTP/` is a request line of a method of that name
    assert judge(start + more).protocol == "zookeeper"
