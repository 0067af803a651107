"""What was said, as it may be kept: length, keyed digest and a masked excerpt of every turn."""

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
    """Writes the lines of one talk: `digest` (keyed, hex) and `excerpts` (masked texts, cut here at
    256 characters) see the raw bytes; `now` gives seconds since any fixed moment. After 200 lines it stops.

    The lines are made when they are asked for: most talks only say what speaks, and nobody keeps theirs.
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
        """`at` is the reading level of the question: from `listing` on, its path may be a name that the
        target told."""
        self._add(data, at, sent=True)

    def heard(self, data: bytes, at: ReadLevel = ReadLevel.METADATA) -> None:
        """`at` is the reading level of the question. Of HTTP only the head is shown, of names, subjects and
        whole items nothing else: what a detector can't know, such as a person's name, must not stand in an
        excerpt."""
        if not data:
            return
        last = self._turns[-1] if self._turns else None
        if last is None or last.sent or last.level is not at:
            self._add(data, at, sent=False)
        else:
            # In one piece, or a value that arrived in two would be masked in neither.
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
