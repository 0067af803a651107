"""What is kept of a talk."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.model.read_level import ReadLevel
from leftopen.net.transcript import EXCERPT, MOST_LINES, TranscriptRecorder


def scribe() -> TranscriptRecorder:
    moments = iter(range(10, 10_000))
    return TranscriptRecorder(
        lambda raw: f"keyed-{len(raw)}",
        lambda raws: ["*" * len(raw) for raw in raws],
        lambda: float(next(moments)),
    )


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
        it.sent(b"?")
        it.heard(b"x")
    assert len(it.lines) == MOST_LINES


def test_of_http_only_the_head_is_shown_and_of_a_raw_listing_nothing() -> None:
    it = TranscriptRecorder(
        lambda raw: "digest", lambda raws: [raw.decode("latin-1") for raw in raws], lambda: 0.0
    )
    it.heard(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\nIndex of jane.doe", ReadLevel.LISTING)
    it.heard(b"From: Jane Doe", ReadLevel.SAMPLE)
    it.heard(b"HTTP/1.1 200 OK\r\n\r\n{}", ReadLevel.METADATA)
    assert [line.excerpt for line in it.lines] == [
        "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", "", "HTTP/1.1 200 OK\r\n\r\n",
    ]  # fmt: skip
    assert [line.length for line in it.lines] == [47, 14, 21]


def test_a_path_that_the_target_named_is_not_shown() -> None:
    it = TranscriptRecorder(lambda raw: "digest", lambda raws: [raw.decode() for raw in raws], lambda: 0.0)
    for path, at in (
        ("/api/count", ReadLevel.METADATA),
        ("/jane.doe/", ReadLevel.LISTING),
        ("/", ReadLevel.LISTING),
    ):
        it.sent(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), at)
    assert [line.excerpt.partition("\r\n")[0] for line in it.lines] == [
        "GET /api/count HTTP/1.1", "GET /... HTTP/1.1", "GET / HTTP/1.1",
    ]  # fmt: skip
    assert [line.length for line in it.lines] == [36, 36, 27]


def test_what_arrives_in_pieces_is_one_line_so_that_a_value_is_masked_whole() -> None:
    seen: list[bytes] = []

    def masked(raws: Sequence[bytes]) -> list[str]:
        seen.extend(raws)
        return ["masked"] * len(raws)

    it = TranscriptRecorder(lambda raw: "digest", masked, lambda: 0.0)
    it.heard(b"card 4111 11")
    it.heard(b"11 1111 1111")
    assert len(it.lines) == 1
    assert seen[0] == b"card 4111 1111 1111 1111"
