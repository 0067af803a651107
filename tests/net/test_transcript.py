"""What is kept of a talk."""

from __future__ import annotations

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
