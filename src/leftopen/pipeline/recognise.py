"""Sends one opener after another until a probe recognises the response."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.banner_grab import BannerGrab, grab_banner
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.openers import Opener, is_echo, own, recognising_probes

OPENER_SHARE, LEAST_SHARE = 0.3, 0.08  # of the deadline, for one opener; each silence halves it for the next
_GIVE_UP = (Phase.GATE, Phase.CONNECT, Phase.TLS)


@dataclass(slots=True, kw_only=True)
class ProbeBudget:
    """When recognition must end (monotonic), and which share of the deadline the next opener may take."""

    context: ScanContext
    until: float
    share: float = OPENER_SHARE

    def seconds(self, opener: Opener) -> float:
        deadline = self.context.settings.deadline
        most = opener.wait + LEAST_SHARE * deadline if opener.guess else self.share * deadline
        return min(self.until - self.context.monotonic(), most)

    def spent(self, opener: Opener, seconds: float, ended: TalkEnded) -> None:
        """A guess takes no time from the openers that are always tried."""
        if opener.guess:
            self.until += seconds
        elif ended.reason is Reason.TIMEOUT:
            self.share = max(self.share / 2, LEAST_SHARE)


async def recognise(
    endpoint: Endpoint, permit: Permit, context: ScanContext, *, seconds: float, tls: bool, but: str = ""
) -> tuple[list[str], BannerGrab, TalkEnded | None]:
    """(probes, what they recognised, why the last try ended); ([], …) when no probe recognises it. `but`: the
    probe that is left out."""
    ended: TalkEnded | None = None
    unknown = BannerGrab(data=b"")
    clock = ProbeBudget(context=context, until=context.monotonic() + seconds)
    likely = context.habits.likely(endpoint.port, tls=tls)
    tried = context.openers.openers(endpoint.port, context.probes, context.settings.banner_wait, but, likely)
    for opener in tried:
        began, seconds = context.monotonic(), clock.seconds(opener)
        if seconds <= 0:
            break
        try:
            first = await grab_banner(endpoint, permit, context, opener, tls=tls, seconds=seconds)
        except TalkEnded as early:
            # The sweep connected a moment ago: a scanner that runs out of time is no closed port.
            late = (early.reason, early.phase) == (Reason.TIMEOUT, Phase.CONNECT)
            ended = ended if late and ended is not None else early
            if early.phase in _GIVE_UP and not late:
                break
            clock.spent(opener, context.monotonic() - began, early)
            continue
        names = [name for name in recognising_probes(first.data, context.probes, tls=tls) if name != but]
        if names and not is_echo(opener.data, first.data) and _counts(opener, first, names, context):
            _learn(endpoint.port, opener, first, names, context, tls=tls, first_of_all=opener is tried[0])
            return names, first, None
        if first.unasked or not opener.guess:
            unknown = unknown if unknown.data else first
    return [], unknown, ended


def _counts(opener: Opener, first: BannerGrab, names: list[str], context: ScanContext) -> bool:
    return not opener.guess or first.unasked or own(opener.data, names[0], context.probes)


def _learn(
    port: int,
    opener: Opener,
    first: BannerGrab,
    names: list[str],
    context: ScanContext,
    *,
    tls: bool,
    first_of_all: bool,
) -> None:
    """Learns only an opener that was right and would have come late."""
    if first.unasked or opener.guess:
        return
    if not first_of_all and own(opener.data, names[0], context.probes):
        context.habits.learn(port, opener.data, tls=tls)
    else:
        context.habits.forget(port, tls=tls)
