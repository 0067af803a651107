"""Records the transcript of a talk in storable form: length, keyed digest and a masked excerpt of every
message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leftopen.model.read_level import ReadLevel
from leftopen.model.transcript import Transcript, TranscriptLine
from leftopen.wire.http import message, redact

EXCERPT = 256
MOST_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    sent: bool
    at: float
    data: bytearray
    level: ReadLevel


class TranscriptRecorder:
    """Writes the lines of one talk: `digest` (keyed, hex) and `excerpts` (masked texts, cut here at 256
    characters) get the raw bytes; `now` gives seconds since any fixed time. It stops after 200 lines.

    The lines are built on demand: most talks only identify a service, and nothing stores their transcript.
    """

    def __init__(
        self,
        digest: Callable[[bytes], str],
        excerpts: Callable[[Sequence[bytes]], list[str]],
        now: Callable[[], float],
    ) -> None:
        self._digest = digest
        self._excerpts = excerpts
        self._now = now
        self._began = now()
        self._turns: list[_Turn] = []

    def sent(self, data: bytes, at: ReadLevel = ReadLevel.METADATA) -> None:
        """`at` is the read level of the request: from `listing` on, its path may hold a name from the
        target."""
        self._add(data, at, sent=True)

    def heard(self, data: bytes, at: ReadLevel = ReadLevel.METADATA) -> None:
        """`at` is the read level of the request. For HTTP only the head is shown; for names, subjects and
        whole items nothing: an excerpt must not hold what a detector can't know, such as a person's name."""
        if not data:
            return
        last = self._turns[-1] if self._turns else None
        if last is None or last.sent or last.level is not at:
            self._add(data, at, sent=False)
        else:
            # Joined to one piece; otherwise a value split over two would be masked in neither.
            last.data.extend(data)

    @property
    def lines(self) -> Transcript:
        excerpts = self._excerpts([_shown(bytes(turn.data), turn) for turn in self._turns])
        return tuple(
            TranscriptLine(
                sent=turn.sent,
                at=turn.at,
                length=len(turn.data),
                digest=self._digest(bytes(turn.data)),
                excerpt=excerpt[:EXCERPT],
            )
            for turn, excerpt in zip(self._turns, excerpts, strict=True)
        )

    def _add(self, data: bytes, at: ReadLevel, *, sent: bool) -> None:
        if len(self._turns) < MOST_LINES:
            moment = round(self._now() - self._began, 6)
            self._turns.append(_Turn(sent=sent, at=moment, data=bytearray(data), level=at))


def _shown(data: bytes, turn: _Turn) -> bytes:
    deep = turn.level.allows(ReadLevel.LISTING)
    if turn.sent:
        return redact.redacted_request(data) if deep else data
    if message.looks_like_http(data):
        return redact.redacted_response(data, named=deep)
    return b"" if deep else data
