"""Limits the cost of one talk: requests, bytes, and read level."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason, too_deep


@dataclass(slots=True, kw_only=True)
class Budget:
    """`requests` and `bytes` are what is left."""

    level: ReadLevel
    requests: int
    bytes: int

    def ask(self, at: ReadLevel) -> None:
        """Counts one request. Raises TalkEnded, before anything is sent: `needs_…`, `budget_spent`."""
        if not self.level.allows(at):
            raise TalkEnded(too_deep(at), Phase.GATE)
        if self.requests <= 0:
            raise TalkEnded(Reason.BUDGET_SPENT, Phase.GATE)
        self.requests -= 1

    def room(self, limit: int) -> int:
        """How much of `limit` may be read. Raises TalkEnded (`budget_spent`) when nothing is left."""
        if self.bytes <= 0:
            raise TalkEnded(Reason.BUDGET_SPENT, Phase.GATE)
        if limit < 1:
            raise ValueError("a read of less than one byte")
        return min(limit, self.bytes)

    def spend(self, count: int) -> None:
        self.bytes -= count
