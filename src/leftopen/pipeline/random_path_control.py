"""The random-path control: requests a path that does not exist, to compare its response."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.observation import Observation
from leftopen.model.scope import Permit
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.context import ScanContext
from leftopen.wire.http import soft_404

BYTES = 16 * 1024
NOT_NOW = frozenset({429, 503})
"""These say nothing about the path: the next request might get the normal response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlReply:
    """The random path, its response, and the transcript."""

    path: str
    reply: Reply
    transcript: Transcript


class RandomPathControl:
    """Requested once for all checks of one service in one session, at the first that would be open."""

    def __init__(self, observation: Observation, permit: Permit, context: ScanContext) -> None:
        self._observation = observation
        self._permit = permit
        self._tools = context
        self._said: ControlReply | None = None

    async def said(self) -> ControlReply:
        """The control's response. Raises TalkEnded; then the next check requests it again."""
        if self._said is None:
            self._said = await self._ask()
        return self._said

    async def _ask(self) -> ControlReply:
        seen = self._observation
        channel = self._tools.lend(seen.endpoint, self._permit, tls=seen.tls, requests=1, budget=BYTES)
        path = f"/{self._tools.token()}"
        try:
            reply = await channel.get(path, limit=soft_404.LOOKED_AT)
        finally:
            await channel.close()
        if reply.status in NOT_NOW:
            raise TalkEnded(Reason.NOT_UNDERSTOOD, Phase.ASK)
        return ControlReply(path=path, reply=reply, transcript=channel.transcript)
