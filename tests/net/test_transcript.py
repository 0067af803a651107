"""What is kept of a talk."""

from __future__ import annotations

from leftopen.model.level import Level
from leftopen.net.transcript import EXCERPT, MOST_LINES, Scribe


def scribe() -> Scribe:
    moments = iter(range(10, 10_000))
    return Scribe(lambda raw: f"keyed-{len(raw)}", lambda raw: "*" * len(raw), lambda: float(next(moments)))


def test_lines_hold_masks_and_never_the_bytes() -> None:
    it = scribe()
    it.sent(b"question")
    it.heard(b"secret" * 100)
    first, second = it.lines
    assert (first.sent, first.at, first.length, first.digest) == (True, 1.0, 8, "keyed-8")
    assert (second.sent, second.at, second.length) == (False, 2.0, 600)
    assert second.excerpt == "*" * EXCERPT
    assert "secret" not in repr(it.lines)


def test_nothing_heard_is_no_line() -> None:
    it = scribe()
    it.heard(b"")
    assert it.lines == ()


def test_a_talk_of_a_million_turns_is_bounded() -> None:
    it = scribe()
    for _ in range(MOST_LINES + 50):
        it.heard(b"x")
    assert len(it.lines) == MOST_LINES


def test_of_a_listing_only_the_head_is_shown_and_of_a_raw_one_nothing() -> None:
    it = Scribe(lambda raw: "digest", lambda raw: raw.decode("latin-1"), lambda: 0.0)
    it.heard(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\nIndex of jane.doe", Level.LISTING)
    it.heard(b"From: Jane Doe", Level.SAMPLE)
    it.heard(b"HTTP/1.1 200 OK\r\n\r\n{}", Level.METADATA)
    assert [line.excerpt for line in it.lines] == [
        "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", "", "HTTP/1.1 200 OK\r\n\r\n{}",
    ]  # fmt: skip
    assert [line.length for line in it.lines] == [47, 14, 21]
