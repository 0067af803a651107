"""SMTP replies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import smtp

EHLO = b"250-vm Nice to meet you\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 SIZE 52428800\r\n"


def test_a_reply_of_several_lines_is_one_answer() -> None:
    greeting, ehlo = smtp.answers(b"220 vm ESMTP\r\n" + EHLO)
    assert (greeting.code, greeting.text) == (220, "vm ESMTP")
    assert smtp.features(ehlo) == {"PIPELINING": "", "SMTPUTF8": "", "SIZE": "52428800"}


def test_a_reply_is_whole_at_its_last_line_only() -> None:
    assert smtp.whole(EHLO)
    assert not smtp.whole(EHLO[:30])
    assert not smtp.whole(b"250-a\r\n")
    assert not smtp.whole(b"")
    assert smtp.whole(b"no such protocol")


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    smtp.whole(raw)
    for answer in smtp.answers(raw) + smtp.answers(b"250-" + raw + b"\r\n250 x\r\n"):
        smtp.features(answer)
