"""`imap_anonymous`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.imap_anonymous import ASKED, check, select_folders
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire import imap
from tests.observed import observed
from tests.scripted import Answer, Scripted, finish

SEEN = observed(module="imap", product="Dovecot imapd", port=143)
GREETING = b"* OK ready\r\n"
Turn = tuple[bytes | None, Answer]


def offers(*names: str, tag: str = "L1") -> bytes:
    return f"* CAPABILITY IMAP4rev1 {' '.join(names)}\r\n{tag} OK done\r\n".encode()


def answer(tag: str, name: str, counters: str) -> bytes:
    return f"* STATUS {name} ({counters})\r\n{tag} OK done\r\n".encode()


CAPABILITY: Turn = (b"L1 CAPABILITY\r\n", offers("AUTH=ANONYMOUS", "STATUS=SIZE"))
GO_ON: Turn = (b"L4 AUTHENTICATE ANONYMOUS\r\n", b"+ \r\n")
IN: Turn = (imap.TRACE + b"\r\n", b"L4 OK in\r\n")
LIST: Turn = (
    b'L5 LIST "" "*"\r\n',
    b'* LIST (\\HasNoChildren) "." Archive\r\n* LIST (\\Noselect) "." All\r\n'
    b'* LIST () "." INBOX\r\nL5 OK\r\n',
)
INBOX, ARCHIVE = b'L10 STATUS "INBOX" (MESSAGES SIZE)\r\n', b'L11 STATUS "Archive" (MESSAGES SIZE)\r\n'
OUT: Turn = (b"L6 LOGOUT\r\n", b"* BYE\r\nL6 OK\r\n")
ENTERED = [CAPABILITY, GO_ON, IN, LIST]
COUNTED = [
    (INBOX, answer("L10", "INBOX", "MESSAGES 25 SIZE 9000")),
    (ARCHIVE, answer("L11", "A", "MESSAGES 15 SIZE 1")),
]


def talk(*turns: Turn, banner: bytes = GREETING, level: ReadLevel = ReadLevel.SAMPLE) -> Scripted:
    return Scripted(turns, banner=banner, budget=check.requests, level=level, piece=17)


def test_a_stranger_who_is_let_in_counts_the_mail_and_opens_no_folder() -> None:
    channel = talk(*ENTERED, *COUNTED, OUT)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (
        State.OPEN,
        ExposureKind.DATA,
        "40 messages in 2 folders",
    )
    assert check.measure(reading.replies) == Size(records=40, bytes=9001)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("turns", "seen", "size"),
    [
        (
            [
                *ENTERED,
                (INBOX, answer("L10", "I", "MESSAGES 0")),
                (ARCHIVE, answer("L11", "A", "MESSAGES 0")),
                OUT,
            ],
            ExposureKind.EMPTY,
            Size(records=0),
        ),
        (
            [*ENTERED, (INBOX, answer("L10", "I", "MESSAGES 0 SIZE 0")), (ARCHIVE, b"* BYE\r\n"), OUT],
            ExposureKind.METADATA,
            Size(records=0, bytes=0, at_least=True),
        ),
        (
            [
                *ENTERED,
                (INBOX, b"L10 NO [SERVERBUG] size\r\n"),
                (b'L11 STATUS "INBOX" (MESSAGES)\r\n', answer("L11", "I", "MESSAGES 3")),
                (b'L12 STATUS "Archive" (MESSAGES)\r\n', answer("L12", "A", "MESSAGES 4")),
                OUT,
            ],
            ExposureKind.DATA,
            Size(records=7),
        ),
        ([CAPABILITY, GO_ON, IN, (LIST[0], b"L5 NO\r\n"), OUT], ExposureKind.METADATA, Size()),
    ],
)
def test_who_is_let_in_is_told_by_the_counters(turns: list[Turn], seen: ExposureKind, size: Size) -> None:
    replies = finish(check.run(SEEN, talk(*turns))).replies
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, seen)
    assert check.measure(replies) == size


@pytest.mark.parametrize(
    ("turns", "banner", "state", "reason"),
    [
        ([(b"L1 CAPABILITY\r\n", offers("AUTH=PLAIN"))], GREETING, State.CLOSED, Reason.PASSWORD_ASKED),
        ([(b"L1 CAPABILITY\r\n", offers("LOGINDISABLED"))], GREETING, State.CLOSED, Reason.PASSWORD_ASKED),
        ([CAPABILITY, (GO_ON[0], b"L4 NO no\r\n")], GREETING, State.CLOSED, Reason.PASSWORD_ASKED),
        ([CAPABILITY, GO_ON, (IN[0], b"L4 NO no\r\n")], GREETING, State.CLOSED, Reason.PASSWORD_ASKED),
        ([CAPABILITY, (GO_ON[0], b"L4 NO [INUSE] a\r\n")], GREETING, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ([CAPABILITY, (GO_ON[0], b"L4 BAD what\r\n")], GREETING, State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ([CAPABILITY, (GO_ON[0], b"")], GREETING, State.UNKNOWN, Reason.CUT),
        ([(b"L1 CAPABILITY\r\n", b"* CAPABILITY IMAP4rev1\r\n")], GREETING, State.UNKNOWN, Reason.CUT),
        ([(b"L1 CAPABILITY\r\n", b"L1 BAD what\r\n")], GREETING, State.UNKNOWN, Reason.CUT),
        ([], b"* BYE too many\r\n", State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ([], b"+OK POP3\r\n", State.UNKNOWN, Reason.OTHER_PROTOCOL),
        ([], b"", State.UNKNOWN, Reason.CUT),
    ],
)  # fmt: skip
def test_who_is_kept_out_is_told_why(turns: list[Turn], banner: bytes, state: State, reason: Reason) -> None:
    verdict = check.judge(finish(check.run(SEEN, talk(*turns, banner=banner))).replies)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_whom_the_server_knows_already_need_not_log_in() -> None:
    asked = b'L10 STATUS "INBOX" (MESSAGES)\r\n', answer("L10", "INBOX", "MESSAGES 2")
    only = LIST[0], b'* LIST () "." INBOX\r\nL5 OK\r\n'
    channel = talk(only, asked, OUT, banner=b"* PREAUTH welcome\r\n")
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.said) == (
        State.OPEN,
        ExposureKind.DATA,
        "2 messages in 1 folder",
    )


def test_what_is_offered_is_believed_only_inside_tls_where_that_is_to_be_had() -> None:
    outside: Turn = (b"L1 CAPABILITY\r\n", offers("STARTTLS", "LOGINDISABLED"))
    begin: Turn = (b"L2 STARTTLS\r\n", b"L2 OK\r\n")
    inside: Turn = (b"L3 CAPABILITY\r\n", offers("AUTH=ANONYMOUS", "STATUS=SIZE", tag="L3"))
    channel = talk(outside, begin, inside, GO_ON, IN, LIST, *COUNTED, OUT)
    assert check.judge(finish(check.run(SEEN, channel)).replies).seen is ExposureKind.DATA
    assert channel.in_tls
    refused = talk(outside, (begin[0], b"L2 NO not now\r\n"))
    assert check.judge(finish(check.run(SEEN, refused)).replies).reason is Reason.NOT_UNDERSTOOD
    closed = talk(outside, begin, (inside[0], offers("AUTH=PLAIN", tag="L3")))
    assert check.judge(finish(check.run(SEEN, closed)).replies).state is State.CLOSED


def test_within_tls_no_second_tls_is_begun() -> None:
    channel = talk((b"L1 CAPABILITY\r\n", offers("STARTTLS", "AUTH=PLAIN")))
    finish(check.run(replace(SEEN, tls=True), channel))
    assert not channel.in_tls


def test_at_the_metadata_level_no_folder_is_named_and_nothing_is_called_empty() -> None:
    asked = INBOX, answer("L10", "INBOX", "MESSAGES 0 SIZE 0")
    channel = talk(CAPABILITY, GO_ON, IN, asked, OUT, level=ReadLevel.METADATA)
    replies = finish(check.run(SEEN, channel)).replies
    assert check.judge(replies).seen is ExposureKind.METADATA
    assert check.measure(replies).at_least


def test_a_list_without_an_end_is_left_and_the_counters_are_asked_for_anew() -> None:
    endless = b'* LIST () "." INBOX\r\n' + b'* LIST () "." "made up"\r\n' * 2000
    odd = b'L%d STATUS "made up" (MESSAGES SIZE)\r\n'
    few = [(odd % number, answer(f"L{number}", "m", "MESSAGES 1 SIZE 2")) for number in range(11, 10 + ASKED)]
    first = (INBOX, answer("L10", "INBOX", "MESSAGES 5 SIZE 6"))

    class Greeting(Scripted):
        async def hang_up(self) -> None:
            self._waiting = GREETING

    turns = [CAPABILITY, GO_ON, IN, (LIST[0], endless), CAPABILITY, GO_ON, IN, first, *few, OUT]
    channel = Greeting(turns, banner=GREETING, budget=check.requests)
    replies = finish(check.run(SEEN, channel)).replies
    assert check.judge(replies).seen is ExposureKind.DATA
    assert check.measure(replies) == Size(records=5 + ASKED - 1, bytes=6 + 2 * (ASKED - 1), at_least=True)
    assert channel.left > 30 * 1024


def test_inbox_comes_first_and_folders_above_others_last() -> None:
    names = [("a", "\\HASCHILDREN"), ("a.0", ""), ("no", "\\NOSELECT"), ("inbox", "\\HASCHILDREN")]
    folders = tuple(imap.ImapFolder(name=name.encode(), flags=frozenset((flag,))) for name, flag in names)
    assert [folder.name for folder in select_folders(folders)] == [b"inbox", b"a.0", b"a"]
    assert len(select_folders(folders * 20)) == ASKED


def test_nothing_is_asked_at_the_banner_level_and_it_needs_the_anonymous_permission() -> None:
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, talk(level=ReadLevel.BANNER)))
    assert check.anonymous


def test_it_is_asked_of_imap_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="imap", port=4711))
    assert not check.applies(observed(module="pop3", port=143))


@given(st.lists(st.binary(max_size=120) | st.just(answer("L10", "I", "MESSAGES 4")), max_size=4))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    for made in (replies, [GREETING, *replies]):
        verdict = check.judge(tuple(made))
        let_in = (
            any(b"L4 OK" in raw.upper() for raw in made) or b"PREAUTH" in made[0].upper() if made else False
        )
        assert verdict.state is not State.OPEN or let_in
        check.measure(tuple(made))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
