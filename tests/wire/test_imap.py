"""The IMAP codec on real shapes and on any bytes."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import imap
from tests.scripted import Scripted, finish

GREETING = b"* OK [CAPABILITY IMAP4rev1 ID AUTH=PLAIN AUTH=ANONYMOUS] Dovecot ready.\r\n"
LISTED = (
    b'* LIST (\\HasNoChildren) "." INBOX\r\n'
    b'* LIST (\\Noselect \\HasChildren) "/" "say \\"hello\\" \\\\"\r\n'
    b"* LIST () NIL {11}\r\nL5 OK\r\n(odd\r\n"
    b'* LIST (\\HasNoChildren) "\\\\" Sent\r\n'
    b"L5 OK List completed.\r\n"
)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (GREETING, "OK"),
        (b"* preauth welcome\r\n", "PREAUTH"),
        (b"* BYE too many\r\n", "BYE"),
        (b"* OKAY\r\n", ""),
        (b"+OK\r\n", ""),
        (b"", ""),
    ],
)
def test_a_greeting_is_of_three_kinds(raw: bytes, kind: str) -> None:
    assert imap.greeting(raw) == kind


def test_capabilities_are_read_from_greeting_answer_and_completion() -> None:
    assert imap.capabilities(GREETING) == {"IMAP4REV1", "ID", "AUTH=PLAIN", "AUTH=ANONYMOUS"}
    assert imap.capabilities(b"* CAPABILITY IMAP4rev1 starttls\r\n") == {"IMAP4REV1", "STARTTLS"}
    assert imap.capabilities(b"L4 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n") == {"IMAP4REV1", "IDLE"}
    assert imap.capabilities(b"* OK CAPABILITY\r\n", b"") == frozenset()


def test_a_command_ends_with_its_own_tag_and_not_within_a_literal() -> None:
    assert imap.outcome(LISTED, "L5") == ("OK", "List completed.")
    assert imap.outcome(LISTED[:-4], "L5") == ("", "")
    assert imap.outcome(b"L1 OK a\r\nL2 NO b\r\n", "L2") == ("NO", "b")
    assert imap.outcome(b"L2 MAYBE b\r\n", "L2") == ("", "b")


def test_folders_have_names_of_every_kind() -> None:
    names = [(folder.name, folder.selectable) for folder in imap.folders(LISTED)]
    assert names == [
        (b"INBOX", True),
        (b'say "hello" \\', False),
        (b"L5 OK\r\n(odd", True),
        (b"Sent", True),
    ]


def test_a_folder_is_asked_for_by_its_own_name_in_one_line() -> None:
    inbox, odd, broken, _ = imap.folders(LISTED)
    assert imap.status_of(inbox, size=True) == b'STATUS "INBOX" (MESSAGES SIZE)'
    assert imap.status_of(odd, size=False) == b'STATUS "say \\"hello\\" \\\\" (MESSAGES)'
    assert imap.status_of(broken, size=True) is None


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"* STATUS INBOX (MESSAGES 40 SIZE 9000)\r\n", imap.ImapStatus(messages=40, bytes=9000)),
        (b"* STATUS inbox.archive.0 (MESSAGES 40 UIDNEXT 41)\r\n", imap.ImapStatus(messages=40)),
        (b"* STATUS {5}\r\na (b) (messages 1)\r\n", imap.ImapStatus(messages=1)),
        (b'* STATUS "(MESSAGES 9)" (MESSAGES 1)\r\n', imap.ImapStatus(messages=1)),
        (b"* STATUS {50}\r\na (messages 1)\r\n", None),
        (b"* STATUS INBOX (MESSAGES -1)\r\n", None),
        (b"* STATUS INBOX (MESSAGES 40", None),
        (b"L1 NO x\r\n", None),
    ],
)
def test_counters_are_read_behind_any_name(raw: bytes, found: imap.ImapStatus | None) -> None:
    assert imap.status(raw) == found


def test_the_trace_is_a_word_about_who_asks() -> None:
    assert base64.b64decode(imap.TRACE) == b"leftopen@leftopen.invalid"


@pytest.mark.parametrize("piece", [1, 7, 4096])
def test_an_answer_is_heard_to_its_end_and_no_further(piece: int) -> None:
    channel = Scripted(banner=GREETING + LISTED + b"* LATER\r\n", piece=piece)
    assert finish(imap.read_reply(channel)) == GREETING
    assert finish(imap.read_reply(channel, "L5")) == LISTED
    assert finish(channel.read()) == b"* LATER\r\n"[:piece]


@pytest.mark.hostile("H20")
def test_a_lie_about_a_literal_does_not_make_us_wait_for_gigabytes() -> None:
    channel = Scripted(banner=b"* LIST () NIL {999999999}\r\n" + b"x" * 100_000)
    assert len(finish(imap.read_reply(channel, "L5", 5000))) == 5000
    assert imap.lines(b"* LIST () NIL {999999999}\r\nx\r\n") == ()


def test_a_server_that_never_ends_is_heard_up_to_the_limit() -> None:
    endless = Scripted(banner=b"* LIST () NIL a\r\n" * 10_000)
    assert len(finish(imap.read_reply(endless, "L5", 3000))) == 3000
    breathless = Scripted(banner=b"x" * 100_000)
    assert len(finish(imap.read_reply(breathless, "L5", 3000))) == 3000


@given(st.binary(max_size=300) | st.text('{}0123456789\r\n* LISTATU()"\\', max_size=200).map(str.encode))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for made in (raw, b"* LIST (" + raw + b"\r\n", b"* STATUS " + raw + b"\r\n"):
        imap.greeting(made)
        imap.capabilities(made)
        imap.outcome(made, "L5")
        imap.status(made)
        for folder in imap.folders(made):
            asked = imap.status_of(folder, size=True)
            assert asked is None or (b"\r" not in asked and b"\n" not in asked)
        finish(imap.read_reply(Scripted(banner=made, piece=5), "L5", 400))
