from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import nats
from tests.servers.offence import Kind
from tests.servers.wirelog import judge


def test_the_products_own_question_is_no_offence() -> None:
    judgement = judge(nats.CONNECT)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("nats", ("CONNECT", "PING"), ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b'CONNECT {"user":"a","pass":"b"}\r\n', Kind.LOGIN),
        (b'CONNECT {"verbose":false,"auth_token":"x"}\r\nPING\r\n', Kind.LOGIN),
        (b'CONNECT {"nkey":"U","sig":"x"}\r\n', Kind.LOGIN),
        (b'CONNECT {"jwt":"x"}\r\n', Kind.LOGIN),
        (b'CONNECT {"no_responders":true}\r\n', Kind.UNREADABLE),
        (b"CONNECT {\r\n", Kind.UNREADABLE),
        (nats.CONNECT + b"PUB a 1\r\nx\r\n", Kind.MUTATING),
        (nats.CONNECT + b"SUB > 1\r\n", Kind.MUTATING),
        (nats.CONNECT + b"SUB > 1", Kind.UNREADABLE),
        (nats.CONNECT + b"HPUB a 1 1\r\n", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(min_size=1, max_size=60))
def test_whatever_follows_is_an_offence(more: bytes) -> None:
    assert judge(nats.CONNECT + b"X" + more).offences
