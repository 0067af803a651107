from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.offence import Kind
from tests.servers.wirelog import judge


@pytest.mark.parametrize(
    ("said", "asked"),
    [(b"CAPA\r\nQUIT\r\n", ("CAPA", "QUIT")), (b"CAPA\r\nSTLS\r\n\x16\x03\x01\xff", ("CAPA", "STLS"))],
)
def test_the_products_own_questions_are_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("pop3", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"CAPA\r\nUSER a\r\n", Kind.LOGIN),
        (b"CAPA\r\nAUTH ANONYMOUS\r\n", Kind.LOGIN),
        (b"CAPA\r\napop a b\r\n", Kind.LOGIN),
        (b"CAPA\r\nSTAT\r\n", Kind.MUTATING),
        (b"CAPA\r\nDELE 1\r\n", Kind.MUTATING),
        (b"CAPA\r\nQUIT", Kind.MUTATING),
        (b"CAPA\r\nSTLS\r\nQUIT\r\n", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(max_size=60))
def test_any_bytes_are_judged(more: bytes) -> None:
    assert judge(b"CAPA\r\n" + more).protocol == "pop3"
