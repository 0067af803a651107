"""Who speaks here: one opener after another until some probe knows the answer."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.first_bytes import First, first_bytes
from leftopen.pipeline.openers import Opener, is_echo, openers, own, recognised
from leftopen.pipeline.tools import Tools

OPENER_SHARE, LEAST_SHARE = 0.3, 0.08  # of the deadline, for one opener; each silence halves it for the next
_GIVE_UP = (Phase.GATE, Phase.CONNECT, Phase.TLS)


@dataclass(slots=True, kw_only=True)
class Clock:
    """When asking must have ended (monotonic), and which share of the deadline the next opener may take."""

    tools: Tools
    until: float
    share: float = OPENER_SHARE

    def seconds(self, opener: Opener) -> float:
        deadline = self.tools.settings.deadline
        most = opener.wait + LEAST_SHARE * deadline if opener.guess else self.share * deadline
        return min(self.until - self.tools.monotonic(), most)

    def spent(self, opener: Opener, seconds: float, ended: TalkEnded) -> None:
        """A guess takes nothing from those that are always tried."""
        if opener.guess:
            self.until += seconds
        elif ended.reason is Reason.TIMEOUT:
            self.share = max(self.share / 2, LEAST_SHARE)


async def recognise(
    endpoint: Endpoint, permit: Permit, tools: Tools, *, seconds: float, tls: bool, but: str = ""
) -> tuple[list[str], bytes, TalkEnded | None]:
    """(probes, the bytes they recognised, why the last try ended); ([], bytes, …) when nobody knows them.
    `but`: the probe that is left out."""
    ended: TalkEnded | None = None
    unknown = b""
    clock = Clock(tools=tools, until=tools.monotonic() + seconds)
    likely = tools.habits.likely(endpoint.port, tls=tls)
    tried = openers(endpoint.port, tools.probes, tools.settings.banner_wait, but, likely)
    for opener in tried:
        began, seconds = tools.monotonic(), clock.seconds(opener)
        if seconds <= 0:
            break
        try:
            first = await first_bytes(endpoint, permit, tools, opener, tls=tls, seconds=seconds)
        except TalkEnded as early:
            # The sweep was let in a moment ago: a scanner that is short of time is no closed door.
            late = (early.reason, early.phase) == (Reason.TIMEOUT, Phase.CONNECT)
            ended = ended if late and ended is not None else early
            if early.phase in _GIVE_UP and not late:
                break
            clock.spent(opener, tools.monotonic() - began, early)
            continue
        names = [name for name in recognised(first.data, tools.probes, tls=tls) if name != but]
        if names and not is_echo(opener.data, first.data) and _counts(opener, first, names, tools):
            _learn(endpoint.port, opener, first, names, tools, tls=tls, first_of_all=opener is tried[0])
            return names, first.data, None
        if first.unasked or not opener.guess:
            unknown = unknown or first.data
    return [], unknown, ended


def _counts(opener: Opener, first: First, names: list[str], tools: Tools) -> bool:
    return not opener.guess or first.unasked or own(opener.data, names[0], tools.probes)


def _learn(
    port: int, opener: Opener, first: First, names: list[str], tools: Tools, *, tls: bool, first_of_all: bool
) -> None:
    """Worth a guess next time is what was right and would have come late."""
    if first.unasked or opener.guess:
        return
    if not first_of_all and own(opener.data, names[0], tools.probes):
        tools.habits.learn(port, opener.data, tls=tls)
    else:
        tools.habits.forget(port, tls=tls)
