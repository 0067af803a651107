"""The form of an answer in lines: what ends it, what it must be, and any bytes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.wire.text.text_exchange import TextExchange, converse, matched, number
from tests.scripted import Scripted, finish

GREETING = TextExchange(first=(r"OK MADE-UP \d{1,3}",))
ROWS = TextExchange(send="list\r\n", row=r"\w{1,20}: (\d{1,9})", last="OK|ERR .*", limit=64)
PARTIAL = msgspec.structs.replace(ROWS, partial=True)
STREAM = TextExchange(send="\r\n", first=("Name",), row=r"[a-z]{1,20}", closes=True, limit=64)
ANSWER = b"a: 1\r\nb: 2\r\nOK\r\n"


def test_lines_are_read_with_either_end() -> None:
    answer = ROWS.read(ANSWER)
    assert answer is not None
    assert (answer.rows, answer.whole) == ((b"a: 1", b"b: 2"), True)
    assert ROWS.read(ANSWER.replace(b"\r", b"")) == answer


@pytest.mark.parametrize("cut", range(len(ANSWER)))
def test_an_answer_that_was_cut_is_none_unless_it_may_be_partial(cut: int) -> None:
    assert not ROWS.ended(ANSWER[:cut])
    assert ROWS.read(ANSWER[:cut]) is None
    part = PARTIAL.read(ANSWER[:cut])
    assert (part.whole if part else None) == (False if b"\n" in ANSWER[:cut] else None)


@pytest.mark.parametrize(
    "raw",
    [b"a: x\nOK\n", b"a: 1\nOK\nb: 2\n", b"OK\nOK\n", b"a: 1\n\nOK\n", b"a: 1\nOK\nx", b"HTTP/1.1 400\n"],
)
def test_another_form_is_none(raw: bytes) -> None:
    assert ROWS.read(raw) is None
    assert PARTIAL.read(raw) is None


def test_an_answer_of_fixed_lines_has_those_and_no_more() -> None:
    assert GREETING.read(b"OK MADE-UP 1\n") is not None
    assert GREETING.ended(b"OK MADE-UP 1\n")
    assert [GREETING.read(raw) for raw in (b"OK MADE-UP 1\nmore\n", b"OK MADE-UP 1\nm", b"OK MADE-UP 1")] == [
        None
    ] * 3
    assert GREETING.split(b"OK MADE-UP 1\nmore\n") == (b"OK MADE-UP 1\n", b"more\n")
    assert GREETING.split(b"OK MADE") == (b"OK MADE", b"")


def test_the_end_of_the_stream_ends_an_answer_below_its_limit() -> None:
    assert STREAM.read(b"Name\na\nb\n") is not None
    assert not STREAM.ended(b"Name\na\n")
    assert STREAM.ended(b"Other\n")
    assert STREAM.read(b"Name\n" + b"a\n" * 40) is None
    either = msgspec.structs.replace(STREAM, last=r"\.")
    dotted, plain = either.read(b"Name\na\n.\n"), either.read(b"Name\na\n")
    assert dotted == plain == STREAM.read(b"Name\na\n")
    assert (either.ended(b"Name\na\n.\n"), either.ended(b"Name\na\n")) == (True, False)


def test_nothing_is_read_past_the_limit_or_a_long_line() -> None:
    assert ROWS.ended(b"a: 1\n" * 13)
    assert TextExchange(row=".*", last="x").ended(b"a" * 4096)
    assert matched(".*", b"a" * 4096) is not None
    assert matched(".*", b"a" * 4097) is None
    channel = Scripted([(b"list\r\n", b"a: 1\n" * 100)], piece=7)
    assert len(finish(ROWS.hear(channel))) == 64


def test_a_talk_ends_at_the_first_answer_of_another_form_or_above_the_level() -> None:
    assert finish(converse(Scripted(banner=b"220 made up\r\n"), [GREETING, ROWS])) == (b"220 made up\r\n",)
    with pytest.raises(TalkEnded):
        finish(converse(Scripted(banner=b"OK MADE-UP 1\n", level=ReadLevel.BANNER), [GREETING, ROWS]))


def test_a_form_is_for_the_whole_line_and_bounded() -> None:
    assert matched("a|b", b"ab") is None
    assert matched("ab?c", b"ac") is not None
    assert matched("", b"") is not None
    assert matched("(a+)+b", b"a" * 1000) is None


@pytest.mark.parametrize("digits", [b"", b"1" * 19, b"-1", b"1.0", "\u0663".encode()])
def test_what_is_no_count_is_none(digits: bytes) -> None:
    assert number(digits) is None


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"first": ["a"], "last": "b"},
        {"row": "a"},
        {"first": ["\u00e4"]},
        {"first": ["a"], "send": "\u20ac"},
        {"first": ["a"], "limit": 99999},
    ],
)
def test_a_file_that_says_too_little_or_too_much_is_refused(form: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        msgspec.convert(form, TextExchange)


@given(
    st.binary(max_size=100),
    st.sampled_from([GREETING, ROWS, PARTIAL, STREAM]),
    st.sampled_from([b"", ANSWER]),
)
def test_no_bytes_make_it_raise(raw: bytes, exchange: TextExchange, start: bytes) -> None:
    for made in (start + raw, raw + start):
        exchange.ended(made)
        exchange.read(made)
        said, rest = exchange.split(made)
        assert said + rest == made
