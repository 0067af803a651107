from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import postgresql
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

SSL, STRANGER, GSSAPI = postgresql.SSL_REQUEST, postgresql.startup(), postgresql.GSSENC_REQUEST
HELLO_TLS = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"
PASSWORD = b"p\0\0\0\x0aguess\0"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (SSL, ("tls",)),
        (SSL + HELLO_TLS + b"\xff" * 40, ("tls",)),
        (SSL + GSSAPI, ("tls", "gssapi")),
        (SSL + STRANGER, ("tls", "stranger")),
        (STRANGER, ("stranger",)),
        (GSSAPI, ("gssapi",)),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("postgresql", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (postgresql.startup("postgres"), Kind.LOGIN),
        (postgresql.startup(database="postgres"), Kind.LOGIN),
        (SSL + postgresql.startup("postgres", "postgres"), Kind.LOGIN),
        (STRANGER + PASSWORD, Kind.LOGIN),
        (STRANGER + b"Q\0\0\0\x0dSELECT 1\0", Kind.LOGIN),
        (SSL + SSL, Kind.UNREADABLE),
        (SSL + b"Q\0\0\0\x0dSELECT 1\0", Kind.UNREADABLE),
        (b"\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\x01\0\0\0\x02", Kind.UNREADABLE),
        (STRANGER[:-3], Kind.LOGIN),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.integers(0, len(STRANGER) - 1), st.binary(min_size=1, max_size=3))
def test_any_other_byte_in_the_start_up_is_an_offence(place: int, change: bytes) -> None:
    changed = STRANGER[:place] + change + STRANGER[place + len(change) :]
    assert judge(changed).offences or changed == STRANGER
