"""Confirms a refusal: before a case may close, the same question is asked again on new connections.

Several servers may share one address behind a load balancer, and perhaps only some of them were closed. A
server that refuses everything may refuse this scanner alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import CONFIRM
from leftopen.model.verdict import Reason, State, unknown
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.pipeline.random_path_control import RandomPathControl


async def confirm_result(once: Callable[[], Awaitable[CheckOutcome]], times: int = CONFIRM) -> CheckOutcome:
    """`once` uses a connection of its own each time. The first result that is no refusal decides."""
    outcome = await once()
    for _ in range(times - 1):
        if outcome.judged.verdict.state is not State.CLOSED:
            break
        outcome = await once()
    return outcome


async def not_everywhere(
    outcome: CheckOutcome, path: RandomPathControl, denies: Callable[[Reply], bool]
) -> CheckOutcome:
    """A 403 for a path that does not exist, too, may mean that only this scanner is blocked: then nothing is
    known. Where the product itself `denies` in its own words, as object stores and Kubernetes do, it decided
    about the visitor and not about an address."""
    if outcome.judged.verdict.reason is not Reason.FORBIDDEN:
        return outcome
    try:
        control = await path.said()
        blocked = control.reply.status == 403 and not denies(control.reply)
        verdict = unknown(Reason.DENIED_EVERYWHERE) if blocked else outcome.judged.verdict
    except TalkEnded as ended:
        verdict = unknown(ended.reason, ended.phase)
    return replace(outcome, judged=replace(outcome.judged, verdict=verdict))
