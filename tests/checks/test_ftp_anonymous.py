"""`ftp_anonymous`: scripted conversations, a table of verdicts, and any bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.ftp_anonymous import check
from leftopen.model.channel import TalkEnded
from leftopen.model.check import CheckReplies
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, too_deep
from leftopen.wire.exchange import Exchange, pack
from tests.observed import observed
from tests.scripted import Answer, Scripted, finish

SEEN = observed(module="ftp", product="vsftpd")
MACHINE = replace(SEEN, blocks={"ftp": {"features": {"MLST": {}}}})
HELLO = b"220 (vsFTPd 3.0.5)\r\n"
USER = b"USER anonymous\r\n"
PASS = b"PASS leftopen@leftopen.invalid\r\n"
ASKED = (USER, b"331 Please specify the password.\r\n")
GRANTED = (PASS, b"230 Login successful.\r\n")
PWD = (b"PWD\r\n", b'257 "/" is the current directory\r\n')
LOG_IN = [ASKED, GRANTED, PWD]
DONE = b"150 Here it comes.\r\n226 Done.\r\n"
Script = Sequence[tuple[bytes | None, Answer]]


def passive(port: int) -> tuple[bytes, bytes]:
    return b"EPSV\r\n", b"229 Entering (|||%d|)\r\n" % port


def file(name: str, size: int) -> bytes:
    return f"-rw-r--r-- 1 0 0 {size} Oct 01 2021 {name}\r\n".encode()


def folder(name: str) -> bytes:
    return f"drwxr-xr-x 2 0 0 4096 Oct 01 2021 {name}\r\n".encode()


def look(
    script: Script, beside: dict[int, bytes] | None = None, level: ReadLevel = ReadLevel.SAMPLE
) -> CheckReplies:
    channel = Scripted(script, banner=HELLO, beside=beside, level=level, budget=check.requests)
    return finish(check.run(SEEN, channel))


def test_files_and_folders_are_listed_counted_and_sampled() -> None:
    script = [
        *LOG_IN,
        *(passive(6001), (b"LIST /\r\n", DONE), passive(6002), (b"LIST /sub/\r\n", DONE)),
        (b"TYPE I\r\n", b"200 ok\r\n"),
        *(passive(6003), (b"RETR /canary roster.csv\r\n", DONE)),
        *(passive(6004), (b"RETR /sub/b.txt\r\n", DONE)),
    ]
    data = {
        6001: file("canary roster.csv", 900) + folder("sub"),
        6002: file("b.txt", 20) + file("disk.img", 10**9),
        6003: b"made up",
        6004: b"made up too",
    }
    reading = look(script, data)
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "3 files and 1 folder in 2 listings"
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (3, 1_000_000_920, False)
    assert size.oldest == datetime(2021, 10, 1, tzinfo=UTC)
    assert list(reading.sample) == [
        ("file.csv", "text/csv", b"made up"),
        ("file.txt", "text/plain", b"made up too"),
    ]
    assert all(b"made up" not in reply for reply in reading.replies if isinstance(reply, bytes))


@pytest.mark.parametrize("reason", [Reason.CUT, Reason.TIMEOUT])
def test_a_server_that_hangs_up_after_a_cut_transfer_stays_open(reason: Reason) -> None:
    """Some servers drop the control connection when a transfer is ended early."""
    script: Script = [
        *(*LOG_IN, passive(6001), (b"LIST /\r\n", DONE), (b"TYPE I\r\n", b"200 ok\r\n")),
        *(passive(6002), (b"RETR /canary roster.csv\r\n", DONE)),
        (b"EPSV\r\n", TalkEnded(reason, Phase.ASK)),
    ]
    data = {6001: file("canary roster.csv", 900) + file("b.txt", 20), 6002: b"made up"}
    reading = look(script, data)
    assert check.judge(reading.replies).seen is ExposureKind.DATA
    assert list(reading.sample) == [("file.csv", "text/csv", b"made up")]
    assert reading.sample.left == 1


def test_mail_is_walked_into_first_and_told_by_names() -> None:
    folders = b"".join(folder(f"a{number}") for number in range(9)) + folder("Maildir")
    script = [*LOG_IN, passive(6001), (b"LIST /\r\n", DONE), passive(6002), (b"LIST /Maildir/\r\n", DONE)]
    script += [
        passive(6003),
        (b"LIST /Maildir/cur/\r\n", DONE),
        passive(6004),
        (b"LIST /Maildir/new/\r\n", DONE),
    ]
    script += [passive(6005), (b"LIST /a0/\r\n", DONE)]
    data = {
        6001: folders + file("old.pst", 5000),
        6002: folder("tmp") + folder("cur") + folder("new"),
        6003: file("1546300800.M1P1.host,S=2048:2,S", 2048),
        6004: file("1609459200.M2P1.host", 300),
        6005: b"",
    }
    reading = look(script, data, ReadLevel.LISTING)
    maildir, pst = check.mail(reading.replies)
    assert (maildir.kind, maildir.files, maildir.bytes) == (MailKind.MAILDIR, 2, 2348)
    assert (maildir.oldest, maildir.newest) == (
        datetime(2019, 1, 1, tzinfo=UTC),
        datetime(2021, 1, 1, tzinfo=UTC),
    )
    assert (pst.kind, pst.files, pst.bytes) == (MailKind.PST, 1, 5000)
    assert check.measure(reading.replies).at_least


def test_machine_lists_are_preferred_where_they_were_announced_and_given_up_where_they_fail() -> None:
    script = [*LOG_IN, passive(6001), (b"MLSD /\r\n", b"500 Unknown command.\r\n")]
    script += [passive(6002), (b"LIST /\r\n", DONE)]
    channel = Scripted(
        script,
        banner=HELLO,
        beside={6001: b"", 6002: file("a", 1)},
        level=ReadLevel.LISTING,
        budget=check.requests,
    )
    assert check.judge(finish(check.run(MACHINE, channel)).replies).seen is ExposureKind.DATA
    script = [*LOG_IN, passive(6001), (b"MLSD /\r\n", DONE)]
    data = {6001: b"type=file;size=7;modify=20211001000000; a.txt\r\n"}
    channel = Scripted(script, banner=HELLO, beside=data, level=ReadLevel.LISTING, budget=check.requests)
    assert check.measure(finish(check.run(MACHINE, channel)).replies).bytes == 7


def test_the_address_of_a_passive_answer_is_ignored() -> None:
    script = [*LOG_IN, (b"EPSV\r\n", b"500 what\r\n")]
    script += [(b"PASV\r\n", b"227 Entering Passive Mode (198,51,100,7,23,113)\r\n"), (b"LIST /\r\n", DONE)]
    reading = look(script, {23 * 256 + 113: file("a", 1)}, ReadLevel.LISTING)
    assert check.judge(reading.replies).seen is ExposureKind.DATA


def test_a_log_in_that_needs_tls_is_made_inside_it() -> None:
    script: Script = [
        (USER, b"530 Anonymous sessions must use encryption.\r\n"),
        (b"AUTH TLS\r\n", b"234 Proceed.\r\n"),
        *LOG_IN,
        *(passive(6001), (b"LIST /\r\n", b"522 Data connections must be encrypted.\r\n")),
    ]
    channel = Scripted(
        script, banner=HELLO, beside={6001: b""}, level=ReadLevel.LISTING, budget=check.requests
    )
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert channel.in_tls
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.METADATA)


@pytest.mark.parametrize(
    ("script", "data", "state", "seen", "reason"),
    [
        (
            [ASKED, (PASS, b"530 Login incorrect.\r\n")],
            b"",
            State.CLOSED,
            ExposureKind.NONE,
            Reason.PASSWORD_ASKED,
        ),
        (
            [(USER, b"530 No anonymous login.\r\n")],
            b"",
            State.CLOSED,
            ExposureKind.NONE,
            Reason.PASSWORD_ASKED,
        ),
        ([ASKED, (PASS, b"332 Account?\r\n")], b"", State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ([(USER, b"550 Access denied\r\n")], b"", State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ([(USER, b"421 Too many users\r\n")], b"", State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            [ASKED, (PASS, b"530 Sorry, the maximum number of clients is reached\r\n")],
            b"",
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        (
            [(USER, b"530 must use encryption\r\n"), (b"AUTH TLS\r\n", b"500 no\r\n")],
            b"",
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        ([(USER, b"")], b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ([ASKED, (PASS, b"")], b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ([(USER, b"200 yes\r\n")], b"", State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            [*LOG_IN, passive(6001), (b"LIST /\r\n", DONE)],
            b"",
            State.OPEN,
            ExposureKind.EMPTY,
            Reason.EMPTY_READABLE,
        ),
        (
            [*LOG_IN, passive(6001), (b"LIST /\r\n", b"550 Permission denied.\r\n")],
            b"",
            State.OPEN,
            ExposureKind.METADATA,
            Reason.ACCESS_GRANTED,
        ),
        (
            [
                *LOG_IN,
                passive(6001),
                (b"LIST /\r\n", b"150 x\r\n226 Done (but failed to open directory).\r\n"),
            ],
            b"",
            State.OPEN,
            ExposureKind.METADATA,
            Reason.ACCESS_GRANTED,
        ),
        (
            [*LOG_IN, (b"EPSV\r\n", b"500 no\r\n"), (b"PASV\r\n", b"500 no\r\n")],
            b"",
            State.OPEN,
            ExposureKind.METADATA,
            Reason.ACCESS_GRANTED,
        ),
        (
            [
                (USER, b"230 yes\r\n"),
                *((line, b"230 yes\r\n") for line in (b"PWD\r\n", b"EPSV\r\n", b"PASV\r\n")),
            ],
            b"",
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
    ],
)
def test_each_conversation_has_its_verdict(
    script: Script, data: bytes, state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(script, {6001: data}, ReadLevel.LISTING).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_asked_for_below_the_listing_level() -> None:
    verdict = check.judge(look(list(LOG_IN), level=ReadLevel.METADATA).replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.METADATA)
    with pytest.raises(TalkEnded) as ended:
        look([], level=ReadLevel.BANNER)
    assert ended.value.reason is too_deep(check.level)


def test_a_greeting_that_is_none_of_ftp_is_another_protocol() -> None:
    channel = Scripted(banner=b"SSH-2.0-OpenSSH\r\n", budget=check.requests)
    assert check.judge(finish(check.run(SEEN, channel)).replies).reason is Reason.OTHER_PROTOCOL
    assert check.judge((b"raw",)).reason is Reason.OTHER_PROTOCOL
    busy = Scripted(banner=b"421 Service not available.\r\n", budget=check.requests)
    assert check.judge(finish(check.run(SEEN, busy)).replies).state is State.UNKNOWN


@pytest.mark.hostile("H27")
def test_folders_without_end_are_left_within_the_budget() -> None:
    names = b"".join(folder(f"d{number}") for number in range(400))
    lists: Script = [passive(6001), (None, DONE)] * 5
    script: Script = [*LOG_IN, *lists]
    channel = Scripted(
        script, banner=HELLO, beside={6001: names}, level=ReadLevel.SAMPLE, budget=check.requests
    )
    reading = finish(check.run(SEEN, channel))
    assert channel.left > 0
    assert check.measure(reading.replies).at_least


def test_it_is_asked_of_ftp_on_any_port_and_only_where_anonymous_talks_are_allowed() -> None:
    assert check.applies(observed(module="ftp", port=4711))
    assert not check.applies(observed(module="http", port=21))
    assert check.anonymous


SAID = st.sampled_from([b"230 ok\r\n", b"331 x\r\n", b'257 "/"\r\n', DONE]) | st.binary(max_size=60)
WORDS = st.sampled_from(["", "PWD", "EPSV", "LIST /", "MLSD /"]) | st.text(max_size=10)


@given(st.lists(st.builds(Exchange, asked=WORDS, said=SAID, data=st.binary(max_size=80)), max_size=5))
def test_no_answers_without_a_log_in_look_open(turns: list[Exchange]) -> None:
    replies = tuple(pack(turn) for turn in turns)
    if not any(turn.command in ("USER", "PASS") for turn in turns):
        assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.mail(replies)


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))
    check.mail(tuple(replies))


@given(st.lists(st.binary(max_size=100), min_size=12, max_size=12), st.binary(max_size=100))
def test_any_server_is_talked_to_without_an_error(answers: list[bytes], data: bytes) -> None:
    rest = [*answers, *[b"500 no\r\n"] * 20]
    script: Script = [*LOG_IN, passive(6001), (None, DONE), *((None, answer) for answer in rest)]
    channel = Scripted(
        script, banner=HELLO, beside=dict.fromkeys(range(1, 65536), data), budget=check.requests
    )
    check.judge(finish(check.run(SEEN, channel)).replies)
