"""The channel of a UDP service that has answered: nothing is sent a second time."""

from __future__ import annotations

from typing import Any

from leftopen.model.channel import TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason
from leftopen.net.channel import BANNER, NetChannel


class AnsweredChannel(NetChannel):
    """What is sent has been sent, and its `answer` is what is read."""

    def __init__(self, *, answer: bytes, **given: Any) -> None:
        super().__init__(**given)
        self._answer = answer

    async def send(self, data: bytes, *, at: ReadLevel = ReadLevel.METADATA) -> None:
        self._budget.ask(at)
        self._at = at
        self._scribe.sent(data, at)

    async def read(self, limit: int = BANNER, *, reset_ends: bool = False) -> bytes:
        if not self._answer:
            raise TalkEnded(Reason.TIMEOUT, Phase.ASK)
        piece, self._answer = self._answer[:limit], b""
        self._scribe.heard(piece, self._at)
        return piece
