"""One bad server, identified and judged by the product in this very process, and what that cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from leftopen.model.address import Address
from leftopen.model.check import Check
from leftopen.model.endpoint import Endpoint
from leftopen.model.observation import Observation
from leftopen.model.verdict import State, Verdict
from leftopen.pipeline.identify import identify, identify_site
from leftopen.pipeline.run_checks import CheckOutcome, run_all
from tests.pipeline.walking import Made, yes

DEADLINE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """`seconds` by the clock, `work` of processor time in the scanner's own thread (another one plays the
    server); `read` bytes that came in, `asked` requests, `faults` the traces of bugs."""

    seen: Observation
    outcomes: tuple[CheckOutcome, ...]
    seconds: float
    identified: float
    work: float
    read: int
    asked: int
    connections: int
    faults: tuple[str, ...]

    @property
    def verdicts(self) -> dict[str, Verdict]:
        return {outcome.judged.check: outcome.judged.verdict for outcome in self.outcomes}

    @property
    def open(self) -> list[str]:
        return [name for name, verdict in self.verdicts.items() if verdict.state is State.OPEN]

    @property
    def closed(self) -> list[str]:
        return [name for name, verdict in self.verdicts.items() if verdict.state is State.CLOSED]


def walked(
    port: int,
    *,
    host: str = "127.0.0.1",
    name: str = "",
    deadline: float = DEADLINE,
    checks: Mapping[str, Check] | None = None,
    apart: bool = False,
) -> Walked:
    """The whole walk of one endpoint, as deep as a scope can allow. `apart`: every check in a sitting of its
    own, and the crawl in another, all at the same time, so that none uses up the time of the others."""
    endpoint = Endpoint(address=Address.parse(host), port=port, name=name)
    return asyncio.run(walk(endpoint, deadline, checks, apart))


async def walk(
    endpoint: Endpoint, deadline: float, checks: Mapping[str, Check] | None, apart: bool
) -> Walked:
    made = Made(permit=yes(anonymous=True))
    context = made.context(checks=checks)
    settings = replace(context.settings, deadline=deadline, banner_wait=0.05, connect_timeout=deadline)
    context = replace(context, settings=settings)
    began, worked = time.monotonic(), time.thread_time()
    with context.session() as session:
        seen = await identify(replace(endpoint, name=""), made.permit, session)
        if endpoint.name:
            seen = await identify_site(endpoint, made.permit, session, tls=seen.tls)
        identified = time.monotonic() - began
        outcomes = () if apart else (await run_all(seen, made.permit, session)).outcomes
    if apart:
        each = [replace(context, checks={name: check}, shapes={}) for name, check in context.checks.items()]
        each.append(replace(context, checks={}))
        alone = await asyncio.gather(*(run_all(seen, made.permit, one) for one in each))
        outcomes = tuple(outcome for some in alone for outcome in some.outcomes)
    return Walked(
        seen=seen,
        outcomes=outcomes,
        seconds=time.monotonic() - began,
        identified=identified,
        work=time.thread_time() - worked,
        read=context.gate.counts.bytes_read,
        asked=context.gate.counts.requests,
        connections=context.gate.counts.connections,
        faults=tuple(made.faults),
    )
