"""What was said, as it may be kept: length, keyed digest and a masked excerpt of every turn."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.transcript import Line, Transcript

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
        self._add(data, sent=True)

    def heard(self, data: bytes) -> None:
        if data:
            self._add(data, sent=False)

    @property
    def lines(self) -> Transcript:
        return tuple(self._lines)

    def _add(self, data: bytes, *, sent: bool) -> None:
        if len(self._lines) == MOST_LINES:
            return
        self._lines.append(
            Line(
                sent=sent,
                at=round(self._now() - self._began, 6),
                length=len(data),
                digest=self._digest(data),
                excerpt=self._excerpt(data)[:EXCERPT],
            )
        )
