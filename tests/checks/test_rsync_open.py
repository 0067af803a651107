"""`rsync_open`: scripted conversations, a table of verdicts, and any bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.rsync_open import ENTERED, check
from leftopen.model.channel import TalkEnded
from leftopen.model.check import CheckReplies
from leftopen.model.mail import MailKind
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import rsync
from leftopen.wire.exchange import Exchange, pack
from tests.observed import observed
from tests.scripted import Answer, Scripted, finish

SEEN = observed(module="rsync", product="rsync")
HELLO = b"@RSYNCD: 32.0 sha512 md5\n"
OK = b"@RSYNCD: OK\n"
ASKED = b"@RSYNCD: AUTHREQD 7QoC5DXx9tK2BhdOico0A\n"
DENIED = b"@ERROR: access denied to x from y (192.0.2.1)\n"
GONE = b"@ERROR: Unknown module 'files'\n"
BUSY = b"@ERROR: max connections (4) reached -- try again later\n"
STAMP = (1546300800).to_bytes(4, "little")
Script = Sequence[tuple[bytes | None, Answer]]


def modules(*names: str) -> bytes:
    return HELLO + b"".join(f"{name:15}\t\n".encode() for name in names) + b"@RSYNCD: EXIT\n"


def entry(name: str, size: int = 0, *, folder: bool = False) -> bytes:
    mode = b"\xedA\x00\x00" if folder else b"\xa4\x81\x00\x00"
    return b"\x18" + bytes([len(name)]) + name.encode() + size.to_bytes(4, "little") + STAMP + mode


def listing(*entries: bytes, whole: bool = True) -> bytes:
    data = b"".join(entries) + (b"\0" * 5 if whole else b"")
    return b"seed" + len(data).to_bytes(3, "little") + b"\x07" + data


FOLDER = listing(entry("a", folder=True))


def talk(name: str, answer: bytes, listed: bytes | None = None) -> Script:
    script = [(rsync.enter(name), HELLO + b"Welcome\n" + answer)]
    return [*script, (rsync.dry_list(name), listed)] if listed is not None else script


def look(*scripts: Script, level: ReadLevel = ReadLevel.LISTING, seen: Observation = SEEN) -> CheckReplies:
    script = [turn for one in scripts for turn in one]
    return finish(check.run(seen, Scripted(script, level=level, budget=check.requests)))


def test_files_of_a_granted_module_are_counted_beside_a_closed_one() -> None:
    listed = listing(entry("sub", folder=True), entry("a.txt", 6), entry("sub/b.pst", 5000))
    reading = look(
        [(rsync.LIST, modules("private", "files"))], talk("private", ASKED), talk("files", OK, listed)
    )
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "1 of 2 modules granted without a password, 2 files listed"
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (2, 5006, False)
    assert size.oldest == datetime(2019, 1, 1, tzinfo=UTC)
    (mail,) = check.mail(reading.replies)
    assert (mail.kind, mail.files, mail.bytes) == (MailKind.PST, 1, 5000)
    assert len(reading.sample) == 0


def test_a_list_that_was_cut_or_goes_deeper_or_was_not_asked_for_is_a_lower_bound() -> None:
    cut = listing(*(entry(f"file{number:06d}.txt", 1) for number in range(4000)))
    reading = look([(rsync.LIST, modules("files"))], talk("files", OK, cut))
    size = check.measure(reading.replies)
    assert size.at_least
    assert size.records is not None
    assert 300 < size.records < 4000
    deep = listing(entry("a/b/c/d/e/f", folder=True), entry("a", 1))
    reading = look([(rsync.LIST, modules("files"))], talk("files", OK, deep))
    assert check.measure(reading.replies).at_least
    four = [f"m{number}" for number in range(4)]
    talks = [talk(name, OK, listing(entry("a", 1))) for name in four[:3]]
    reading = look([(rsync.LIST, modules(*four))], *talks)
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (3, True)


def test_a_module_that_looks_like_mail_comes_first() -> None:
    script = [(rsync.LIST, modules("a", "vmail"))]
    reading = look(script, talk("vmail", OK, listing()), talk("a", OK, listing()))
    assert check.judge(reading.replies).seen is ExposureKind.EMPTY


@pytest.mark.parametrize(
    ("scripts", "state", "seen", "reason"),
    [
        ([talk("m", ASKED)], State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ([talk("m", DENIED)], State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ([talk("m", GONE)], State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        ([talk("m", BUSY)], State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ([talk("m", b"")], State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ([talk("m", OK, listing())], State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ([talk("m", OK, FOLDER)], State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ([talk("m", OK, b"seed")], State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (
            [talk("m", OK, b"seed\x05\0\0\x08no -r")],
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        (
            [talk("m", OK, listing(entry("a", 1), whole=False))],
            State.OPEN,
            ExposureKind.DATA,
            Reason.DATA_READABLE,
        ),
    ],
)
def test_each_answer_to_a_name_has_its_verdict(
    scripts: list[Script], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look([(rsync.LIST, modules("m"))], *scripts).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_module_that_asks_and_one_that_refuses_are_closed_by_a_password() -> None:
    script = [(rsync.LIST, modules("a", "b"))]
    verdict = check.judge(look(script, talk("a", DENIED), talk("b", ASKED)).replies)
    assert (verdict.state, verdict.reason) == (State.CLOSED, Reason.PASSWORD_ASKED)


def test_one_busy_module_leaves_it_unknown() -> None:
    script = [(rsync.LIST, modules("a", "b"))]
    assert check.judge(look(script, talk("a", DENIED), talk("b", BUSY)).replies).state is State.UNKNOWN


def test_a_daemon_that_serves_nothing_is_closed() -> None:
    verdict = check.judge(look([(rsync.LIST, modules())]).replies)
    assert (verdict.state, verdict.reason) == (State.CLOSED, Reason.NOT_SERVED)


def test_a_module_that_is_only_hidden_is_still_open() -> None:
    seen = replace(SEEN, blocks={"rsync": {"modules": {"files": "made up", "-x": ""}}})
    script = [(rsync.LIST, modules())]
    verdict = check.judge(look(script, talk("files", OK, listing(entry("a", 1))), seen=seen).replies)
    assert verdict.state is State.OPEN


def test_more_closed_modules_than_are_asked_prove_nothing() -> None:
    names = [f"m{number:02d}" for number in range(ENTERED + 1)]
    reading = look([(rsync.LIST, modules(*names))], *(talk(name, ASKED) for name in names[:ENTERED]))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.reason) == (State.UNKNOWN, Reason.BUDGET_SPENT)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", Reason.CUT),
        (HELLO, Reason.CUT),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Reason.OTHER_PROTOCOL),
    ],
)
def test_what_is_no_list_of_modules_is_unknown(said: bytes, reason: Reason) -> None:
    verdict = check.judge(look([(rsync.LIST, said)]).replies)
    assert (verdict.state, verdict.reason) == (State.UNKNOWN, reason)


def test_no_name_of_a_file_is_asked_for_below_the_listing_level() -> None:
    script = [(rsync.LIST, modules("files"))]
    verdict = check.judge(look(script, talk("files", OK), level=ReadLevel.METADATA).replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.METADATA)
    with pytest.raises(TalkEnded) as ended:
        look([], level=ReadLevel.BANNER)
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_rsync_on_any_port() -> None:
    assert check.applies(observed(module="rsync", port=4711))
    assert not check.applies(observed(module="http", port=873))


TURNS = st.builds(
    Exchange,
    asked=st.text(max_size=8),
    said=st.binary(max_size=60).map(lambda raw: HELLO + raw),
    data=st.binary(max_size=80),
)


@given(st.lists(TURNS, max_size=4), st.lists(st.binary(max_size=100), max_size=3))
def test_no_bytes_raise_or_look_open(turns: list[Exchange], raw: list[bytes]) -> None:
    for replies in (tuple(raw), tuple(pack(turn) for turn in turns)):
        assert check.judge(replies).state is not State.OPEN
        check.measure(replies)
        check.mail(replies)


@given(st.lists(st.binary(max_size=150), min_size=4, max_size=4))
def test_any_server_is_talked_to_without_an_error(answers: list[bytes]) -> None:
    script: Script = [(rsync.LIST, modules("a", "b")), *((None, HELLO + OK + answer) for answer in answers)]
    channel = Scripted([*script, *[(None, b"")] * 20], budget=check.requests)
    check.judge(finish(check.run(SEEN, channel)).replies)
