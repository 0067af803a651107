from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import imap
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

ENTER = b"L1 CAPABILITY\r\nL4 AUTHENTICATE ANONYMOUS\r\n" + imap.TRACE + b"\r\n"
INBOX = imap.ImapFolder(name=b'IN"BOX', flags=frozenset())


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (b"L1 CAPABILITY\r\nL2 ID NIL\r\nL4 LOGOUT\r\n", ("CAPABILITY", "ID", "LOGOUT")),
        (b"L3 STARTTLS\r\n\x16\x03\x01\xff\xff", ("STARTTLS",)),
        (
            ENTER + b'L5 LIST "" "*"\r\nL10 ' + (imap.status_of(INBOX, size=True) or b"") + b"\r\n",
            ("CAPABILITY", "AUTHENTICATE", "LIST", "STATUS"),
        ),
    ],
)
def test_the_products_own_questions_are_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("imap", asked, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"L1 LOGIN a b\r\n", Kind.LOGIN),
        (b"L1 AUTHENTICATE PLAIN\r\nAGEAYg==\r\n", Kind.LOGIN),
        (b"L1 AUTHENTICATE ANONYMOUS\r\nYW5vdGhlcg==\r\n", Kind.UNREADABLE),
        (ENTER + imap.TRACE + b"\r\n", Kind.UNREADABLE),
        (ENTER + b"L9 SELECT INBOX\r\n", Kind.MUTATING),
        (ENTER + b"L9 EXAMINE INBOX\r\n", Kind.MUTATING),
        (ENTER + b"L9 FETCH 1 BODY[]\r\n", Kind.MUTATING),
        (ENTER + b'L9 LIST "" "%" RETURN (STATUS (UNSEEN))\r\n', Kind.MUTATING),
        (ENTER + b'L9 STATUS "INBOX" (MESSAGES UNSEEN)\r\n', Kind.MUTATING),
        (ENTER + b'L9 STATUS "a" (MESSAGES)" (MESSAGES)\r\n', Kind.MUTATING),
        (ENTER + b"L9 LOGOUT", Kind.UNREADABLE),
        (b'L2 ID ("name" "x")\r\n', Kind.MUTATING),
        (b"L3 STARTTLS\r\nL4 CAPABILITY\r\n", Kind.UNREADABLE),
        (b"a1 LOGIN a b\r\n", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(max_size=60))
def test_any_bytes_are_judged(more: bytes) -> None:
    assert judge(ENTER + more).protocol == "imap"
    assert judge(ENTER + b"x" + more).offences
