"""A check of a text protocol as data: what it refuses to be, and what its verdicts are."""

from __future__ import annotations

import pytest

from leftopen.model.check import Check
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.http.check_file import read_own_check
from leftopen.wire.text.check_file import read_text_check

HEAD = """
title = "Made-up readable without authentication"
about = "Made up."
severity = "low"
references = ["https://made-up.example.org/"]
sized_by = "its counter"
remedy = "Close it."
probe = "made_up"
"""
GREETING = "[[exchanges]]\nfirst = ['HELLO']\n"
LIST = r"""
[[exchanges]]
send = "list\n"
row = '[a-z]{1,9} (\d{1,20})'
last = 'END'
refused = [
    { line = 'DENIED', said = "DENIED", reason = "password_asked" },
    { line = 'BUSY', reason = "not_understood" },
]
[[exchanges.counts]]
noun = "entry"
plural = "entries"
group = 1
kind = "data"
[[exchanges.counts]]
noun = "list"
kind = "metadata"
"""


@pytest.fixture(scope="module")
def check() -> Check:
    return read_text_check(HEAD + GREETING + LIST)


@pytest.mark.parametrize(
    ("replies", "state", "reason", "said"),
    [
        ((b"HELLO\n", b"a 2\nb 3\nEND\n"), State.OPEN, Reason.DATA_READABLE, "5 entries, 2 lists"),
        ((b"HELLO\n", b"a 0\nEND\n"), State.OPEN, Reason.METADATA_READABLE, "no entries, 1 list"),
        ((b"HELLO\n", b"END\n"), State.OPEN, Reason.EMPTY_READABLE, "no lists"),
        ((b"HELLO\n", b"DENIED\n"), State.CLOSED, Reason.PASSWORD_ASKED, "DENIED"),
        ((b"HELLO\n", b"DENIED"), State.UNKNOWN, Reason.CUT, ""),
        ((b"DENIED\n",), State.UNKNOWN, Reason.OTHER_PROTOCOL, ""),
        ((b"HELLO\n", b"BUSY\n"), State.UNKNOWN, Reason.NOT_UNDERSTOOD, ""),
        ((b"HELLO\n", b"DENIED NOT\n"), State.UNKNOWN, Reason.NOT_UNDERSTOOD, ""),
        ((b"HELLO\n", b"a 2\n"), State.UNKNOWN, Reason.CUT, ""),
        ((b"HELLO\n", b"a 10000000000000000000\nEND\n"), State.UNKNOWN, Reason.NOT_UNDERSTOOD, ""),
        ((b"HELLO\n",), State.UNKNOWN, Reason.CUT, ""),
        ((), State.UNKNOWN, Reason.CUT, ""),
    ],
)
def test_each_talk_has_its_verdict(
    check: Check, replies: tuple[bytes, ...], state: State, reason: Reason, said: str
) -> None:
    verdict = check.judge(replies)
    assert (verdict.state, verdict.reason, verdict.said) == (state, reason, said)


def test_the_first_count_is_the_size(check: Check) -> None:
    assert check.measure((b"HELLO\n", b"a 2\nb 3\nEND\n")).records == 5
    assert check.measure((b"HELLO\n",)).records is None
    assert check.requests == 1


def test_words_and_bytes_are_counted_and_what_must_agree_does() -> None:
    text = r"""
[[exchanges]]
send = "list\n"
row = '\w{1,9}: .*'
last = 'END'
[[exchanges.counts]]
noun = "name"
line = 'names: (.*)'
group = 1
words = true
times = 1
kind = "metadata"
[[exchanges.counts]]
noun = "byte"
line = 'held: (\d{1,9})'
group = 1
in_bytes = true
"""
    check = read_text_check(
        HEAD + "same = '(?:HELLO|id:) (.*)'\n" + GREETING.replace("HELLO", "HELLO .*") + text
    )
    said = b"id: 7\nnames: a b c\nheld: 900\nEND\n"
    size = check.measure((b"HELLO 7\n", said))
    assert (check.judge((b"HELLO 7\n", said)).said, size.records, size.bytes) == ("3 names", 3, 900)
    assert check.judge((b"HELLO 8\n", said)).reason is Reason.NOT_UNDERSTOOD
    assert check.judge((b"HELLO 7\n", said.replace(b"names", b"other"))).reason is Reason.NOT_UNDERSTOOD


def test_an_answer_without_a_count_shows_what_the_file_says() -> None:
    check = read_text_check(HEAD + 'shows = "its greeting"\nkind = "data"\n' + GREETING + 'send = "x"\n')
    verdict = check.judge((b"HELLO\n",))
    assert (verdict.seen, verdict.said) == (ExposureKind.DATA, "its greeting")
    assert check.measure((b"HELLO\n",)).records is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (HEAD + GREETING, "what is counted"),
        (HEAD + GREETING + LIST.replace('kind = "data"', "").replace('kind = "metadata"', ""), "its `kind`"),
        (HEAD + 'shows = "x"\n' + GREETING + LIST, "what is counted"),
        (HEAD + 'transport = "udp"\n' + GREETING + LIST, "udp"),
        (HEAD + GREETING + LIST.replace('"data"', '"empty"'), "empty"),
        (HEAD + GREETING + LIST.replace("last =", "end ="), "end"),
        (HEAD, "exchanges"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_text_check(text)


def test_a_folder_of_a_user_takes_no_lines() -> None:
    with pytest.raises(ValueError, match="unknown field"):
        read_own_check(HEAD + GREETING + LIST)
