"""What was said, as it may be kept: length, keyed digest and a masked excerpt of every turn."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.level import Level
from leftopen.model.transcript import Line, Transcript
from leftopen.wire import http

EXCERPT = 256
MOST_LINES = 200


class Scribe:
    """Writes the lines of one talk: `digest` (keyed, hex) and `excerpt` (masked text, cut here at 256
    characters) see the raw bytes; `now` gives seconds since any fixed moment. After 200 lines it stops."""

    def __init__(
        self, digest: Callable[[bytes], str], excerpt: Callable[[bytes], str], now: Callable[[], float]
    ) -> None:
        self._digest = digest
        self._excerpt = excerpt
        self._now = now
        self._began = now()
        self._lines: list[Line] = []

    def sent(self, data: bytes) -> None:
        self._add(data, data, sent=True)

    def heard(self, data: bytes, at: Level = Level.METADATA) -> None:
        """`at` is the reading level of the question. Of names, subjects and whole items only an HTTP head is
        shown: what a detector can't know, such as a person's name, must not stand in an excerpt."""
        if not data:
            return
        shown = data
        if at.allows(Level.LISTING):
            head, blank, _ = data.partition(b"\r\n\r\n")
            shown = head + blank if blank and http.looks_like_http(data) else b""
        self._add(data, shown, sent=False)

    @property
    def lines(self) -> Transcript:
        return tuple(self._lines)

    def _add(self, data: bytes, shown: bytes, *, sent: bool) -> None:
        if len(self._lines) == MOST_LINES:
            return
        self._lines.append(
            Line(
                sent=sent,
                at=round(self._now() - self._began, 6),
                length=len(data),
                digest=self._digest(data),
                excerpt=self._excerpt(shown)[:EXCERPT],
            )
        )
