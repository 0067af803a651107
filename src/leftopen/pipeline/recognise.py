"""Gives each opener its turn until a probe recognises the response: the likeliest alone, the others in
pairs, and the first one beside the wait for a greeting."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.banner_grab import BannerGrab, grab_banner
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.openers import Opener, is_echo, own, recognising_probes

OPENER_SHARE, GUESS_SHARE = 0.3, 0.08
"""Of the deadline, for an opener that is sent alone; a silence halves it for the next."""
ALONE = 2
"""So many are sent alone: most services are recognised by then."""
_GIVE_UP = (Phase.GATE, Phase.CONNECT, Phase.TLS)
Recognised = tuple[list[str], BannerGrab]


async def recognise(
    endpoint: Endpoint, permit: Permit, context: ScanContext, *, seconds: float, tls: bool, but: str = ""
) -> tuple[list[str], BannerGrab, TalkEnded | None]:
    """(probes, what they recognised, why the last try ended); ([], …) when no probe recognises it. `but`: the
    probe that is left out. `seconds`: of talk in all, without the waits at the gate."""
    likely = context.habits.likely(endpoint.port, tls=tls)
    silent = (endpoint.address, endpoint.port) in context.silent
    openers = context.openers.openers(
        endpoint.port, context.probes, context.settings.banner_wait, but, likely,
        anonymous=permit.anonymous, silent_on=context.clock().toordinal() if silent else None,
    )  # fmt: skip
    turns = _Turns(endpoint=endpoint, permit=permit, context=context, tls=tls, but=but, left=seconds)
    found = await turns.all(openers)
    return (*found, None) if found else ([], turns.unknown, turns.ended)


@dataclass(slots=True, kw_only=True)
class _Turns:
    """The openers' turns at one service. `left`: seconds of talk; `over`: no other opener can help; `pairs`:
    two connections at a time."""

    endpoint: Endpoint
    permit: Permit
    context: ScanContext
    tls: bool
    but: str
    left: float
    unknown: BannerGrab = field(default_factory=lambda: BannerGrab(data=b""))
    ended: TalkEnded | None = None
    over: bool = False
    pairs: bool = True

    async def all(self, openers: Sequence[Opener]) -> Recognised | None:
        """The wait for a greeting goes on beside the first opener, which starts half of it later."""
        greeting = openers[: not openers[0].data]
        asked = openers[len(greeting) :]
        if not asked:
            return (await self._turn(greeting, self.left, late=False))[1]
        alone = ALONE + asked[0].guess
        return await self.alone(greeting, asked[:alone]) or await self.paired(asked[alone:])

    async def alone(self, greeting: Sequence[Opener], openers: Sequence[Opener]) -> Recognised | None:
        """A guess takes no time from the openers that are always tried. An opener whose connection was not
        taken beside the greeting's is sent again."""
        most = OPENER_SHARE * self.context.settings.deadline
        waiting = list(openers)
        while waiting:
            opener = waiting[0]
            seconds = GUESS_SHARE * self.context.settings.deadline if opener.guess else most
            late = opener is not openers[0]
            took, found = await self._turn([*greeting, opener], min(self.left, seconds), late=late)
            if found or self.over:
                return found
            if not greeting or self.pairs:
                waiting.pop(0)
            greeting = []
            if not opener.guess:
                self.left -= took
                most = most / 2 if took >= seconds else most
        return None

    async def paired(self, openers: Sequence[Opener]) -> Recognised | None:
        """Two at a time, each with the same share of what is left. A server that takes one connection after
        the other may never see the second one, so that the likelier half is first in each pair."""
        rest = list(openers)
        while rest and self.left > 0 and not self.over:
            rounds = math.ceil(len(rest) / 2) if self.pairs else len(rest)
            pair = [rest.pop(0)]
            if rest and self.pairs:
                pair.append(rest.pop(len(rest) // 2))
            took, found = await self._turn(pair, self.left / rounds, late=True)
            if found:
                return found
            if len(pair) == 2 and not self.pairs:
                rest.insert(0, pair[1])
            self.left -= took
        return None

    async def _turn(
        self, openers: Sequence[Opener], seconds: float, *, late: bool
    ) -> tuple[float, Recognised | None]:
        """Each on a connection of its own, until one is recognised; (seconds of talk, what was
        recognised)."""
        began = self.context.monotonic()
        head_start = openers[0].wait / 2
        waiting = {
            asyncio.create_task(self._grab(opener, seconds, after=head_start if opener.data else 0.0)): opener
            for opener in openers
        }
        found: Recognised | None = None
        try:
            while waiting and not found and not self.over:
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in waiting if task in done]:
                    opener, grab = waiting.pop(task), task.result()
                    if len(openers) > 1 and _is_no_greeting(opener, grab):
                        continue
                    first = len(openers) == 1 or not opener.data
                    found = found or self._recognised(opener, grab, first=first, late=late)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        return min(self.context.monotonic() - began, seconds), found

    def _recognised(
        self, opener: Opener, grab: BannerGrab | TalkEnded, *, first: bool, late: bool
    ) -> Recognised | None:
        """`first`: no other connection was there before its own."""
        if isinstance(grab, TalkEnded):
            self._fail(grab, alone=first)
        elif names := self._names(opener, grab):
            _learn(self.endpoint.port, opener, grab, names, self.context, tls=self.tls, late=late)
            return names, grab
        return None

    async def _grab(self, opener: Opener, seconds: float, *, after: float) -> BannerGrab | TalkEnded:
        try:
            await asyncio.sleep(after)
            return await grab_banner(
                self.endpoint, self.permit, self.context, opener, tls=self.tls, seconds=seconds
            )
        except TalkEnded as ended:
            return ended

    def _fail(self, ended: TalkEnded, *, alone: bool) -> None:
        """The sweep connected a moment ago: a scanner that runs out of time is no closed port. A server that
        does not take a second connection is asked on one at a time."""
        if ended.phase is Phase.CONNECT and not alone:
            self.pairs, self.ended = False, self.ended or ended
        elif (ended.reason, ended.phase) == (Reason.TIMEOUT, Phase.CONNECT):
            self.ended = self.ended or ended
        else:
            self.ended, self.over = ended, ended.phase in _GIVE_UP

    def _names(self, opener: Opener, grab: BannerGrab) -> list[str]:
        """The probes that recognise it, without an echo and a guess that only others recognise."""
        known = recognising_probes(grab.data, self.context.probes, tls=self.tls, opener=grab.opener)
        names = [name for name in known if name != self.but]
        if names and not is_echo(opener.data, grab.data) and _counts(opener, grab, names, self.context):
            return names
        if grab.unasked or not opener.guess:
            self.unknown = self.unknown if self.unknown.data else grab
        return []


def _is_no_greeting(opener: Opener, grab: BannerGrab | TalkEnded) -> bool:
    """Only the client speaks first: that says nothing about why a server stays silent at an opener."""
    return not opener.data and isinstance(grab, TalkEnded) and grab.phase is Phase.ASK


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
    late: bool,
) -> None:
    """Learns only an opener that was right and would have come late."""
    if first.unasked or opener.guess:
        return
    if late and own(opener.data, names[0], context.probes):
        context.habits.learn(port, opener.data, tls=tls)
    else:
        context.habits.forget(port, tls=tls)
