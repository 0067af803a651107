"""What was said, as it may be kept: length, keyed digest and a masked excerpt of every turn."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.level import Level
from leftopen.model.transcript import Line, Transcript
from leftopen.wire import http, http_kept

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

    def sent(self, data: bytes, at: Level = Level.METADATA) -> None:
        """`at` is the reading level of the question: from `listing` on, its path may be a name that the
        target told."""
        self._add(data, http_kept.question(data) if at.allows(Level.LISTING) else data, sent=True)

    def heard(self, data: bytes, at: Level = Level.METADATA) -> None:
        """`at` is the reading level of the question. Of HTTP only the head is shown, of names, subjects and
        whole items nothing else: what a detector can't know, such as a person's name, must not stand in an
        excerpt."""
        if not data:
            return
        deep = at.allows(Level.LISTING)
        is_http = http.looks_like_http(data)
        shown = http_kept.answer(data, named=deep) if is_http else b"" if deep else data
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
