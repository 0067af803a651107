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
    """Requested once in one session for all checks of one service, at the first that would be open; and once
    for each other form of a path that showed a shape (`/api/v1/NAME`, `/data/NAME.json`)."""

    def __init__(self, observation: Observation, permit: Permit, context: ScanContext) -> None:
        self._observation = observation
        self._permit = permit
        self._tools = context
        self._said: dict[tuple[str, str], ControlReply] = {}

    async def said(self, like: str = "/") -> ControlReply:
        """The control's response, of a path of the same form. Raises TalkEnded; then the next check requests
        it again."""
        form = path_form(like)
        if form not in self._said:
            self._said[form] = await self._ask(*form)
        return self._said[form]

    async def _ask(self, folder: str, ending: str) -> ControlReply:
        seen = self._observation
        channel = self._tools.lend(seen.endpoint, self._permit, tls=seen.tls, requests=1, budget=BYTES)
        path = f"{folder}{self._tools.token()}{ending}"
        try:
            reply = await channel.get(path, limit=soft_404.LOOKED_AT)
        finally:
            await channel.close()
        if reply.status in NOT_NOW:
            raise TalkEnded(Reason.NOT_UNDERSTOOD, Phase.ASK)
        return ControlReply(path=path, reply=reply, transcript=channel.transcript)


def path_form(path: str) -> tuple[str, str]:
    """The folder of the path and how its last name ends: `.json`, a slash or nothing."""
    place = path.partition("?")[0]
    folder, _, name = place.removesuffix("/").rpartition("/")
    dot = name.rfind(".")
    slash = "/" if name and place.endswith("/") else ""
    return f"{folder}/", slash or (name[dot:] if dot > 0 else "")
