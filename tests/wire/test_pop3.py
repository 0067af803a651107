"""The POP3 codec."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import pop3
from tests.scripted import Scripted, finish

CAPA = b"+OK\r\nCAPA\r\nSTLS\r\nSASL PLAIN ANONYMOUS\r\nIMPLEMENTATION made up 1.0\r\n.\r\n"


def test_capabilities_stand_between_the_second_ok_and_the_full_stop() -> None:
    found = pop3.capabilities(b"+OK ready\r\n" + CAPA + b"MORE\r\n")
    assert found == {"CAPA": "", "STLS": "", "SASL": "PLAIN ANONYMOUS", "IMPLEMENTATION": "made up 1.0"}
    assert pop3.capabilities(b"+OK ready\r\n-ERR what\r\nSTLS\r\n.\r\n") == {}
    assert pop3.capabilities(b"") == {}


@pytest.mark.parametrize(
    ("raw", "good"), [(b"+OK\r\n", True), (b"+OK x\r\n", True), (b"+OKAY\r\n", False), (b"-ERR\r\n", False)]
)
def test_ok_is_a_word_of_its_own(raw: bytes, good: bool) -> None:
    assert pop3.positive(raw) is good


@pytest.mark.parametrize("piece", [1, 4096])
def test_an_answer_of_several_lines_ends_with_a_full_stop_or_an_error(piece: int) -> None:
    channel = Scripted(banner=CAPA + b"-ERR no\r\n+OK bye\r\n", piece=piece)
    assert finish(pop3.read_reply(channel, several=True)) == CAPA
    assert finish(pop3.read_reply(channel, several=True)) == b"-ERR no\r\n"
    assert finish(pop3.read_reply(channel)) == b"+OK bye\r\n"


def test_a_server_that_never_ends_is_heard_for_a_hundred_lines() -> None:
    heard = finish(pop3.read_reply(Scripted(banner=b"+OK\r\n" * 10_000), several=True))
    assert heard.count(b"\n") == pop3.MOST_LINES


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    pop3.capabilities(raw)
    assert len(pop3.capabilities(b"+OK\r\n+OK\r\n" + raw)) <= 50
    finish(pop3.read_reply(Scripted(banner=raw), several=True))
