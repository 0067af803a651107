"""Identifies one endpoint and runs the checks that apply; the same code in the scan's own process and in its
scan processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.observation import Observation
from leftopen.model.scope import Permit
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.examined import with_word
from leftopen.pipeline.identify import identify, identify_answer
from leftopen.pipeline.outcome import CheckRun
from leftopen.pipeline.run_checks import run_all
from leftopen.pipeline.run_shapes import Route
from leftopen.pipeline.sites import ask_names
from leftopen.service.scanning.controls import answers_everything
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.service.scanning.known_names import NamesByAddress
from leftopen.sweep.found import Found

# The number of addresses for which the result of `_suspect` is cached.
REMEMBERED = 8192
# Links of one service that are named; the rest of a page's are of the same kind.
MOST_LINKS, MASKED_PATH = 200, 120


@dataclass(slots=True, kw_only=True)
class Examiner:
    """`permits` is the scope's decision; `live` the findings whose case is not closed, each with the route
    that showed it, if a shape did. `checks` False: identifies only. `names` are those that are known of each
    address."""

    context: ScanContext
    permits: Callable[[Address, datetime], Permit]
    live: Mapping[str, Route]
    checks: bool = True
    names: NamesByAddress = field(default_factory=dict)
    _suspects: dict[Address, asyncio.Task[bool]] = field(default_factory=dict)

    async def examine(self, found: Found) -> EndpointResult | None:
        """None when the scope no longer allows it. After a stop, the result is of no use."""
        permit = self.permits(found.address, self.context.clock()).at(found.port)
        if not permit.allowed:
            return None
        if found.question:
            return await self._answered(found, permit)
        endpoint = Endpoint(address=found.address, port=found.port, realm=permit.realm)
        # Before the session: a talk that holds a connection to an address must not wait for other talks to
        # it.
        suspect = self.checks and await self._suspect(found.address)
        ran = CheckRun()
        with self.context.counted().session() as context:
            observation = await identify(endpoint, permit, context)
            if self.checks:
                ran = await run_all(observation, permit, context, suspect=suspect, live=self.live)
                observation = with_word(observation, ran, context, live=self.live, suspect=suspect)
        default = self._result(found.index, observation, ran, suspect=suspect)
        return default if suspect else await self._with_sites(default, permit)

    async def _answered(self, found: Found, permit: Permit) -> EndpointResult:
        """Of a UDP service, which has answered already."""
        endpoint = Endpoint(
            address=found.address, port=found.port, realm=permit.realm, transport=found.transport
        )
        context = replace(self.context.counted(), answer=found.answer)
        context.sent.requests += 1
        ran = CheckRun()
        observation = await identify_answer(endpoint, permit, context, found.question, found.answer)
        if self.checks:
            ran = await run_all(observation, permit, context, live=self.live)
            observation = with_word(observation, ran, context, live=self.live, suspect=False)
        return self._result(found.index, observation, ran)

    def _result(
        self, index: int, observation: Observation, ran: CheckRun, *, suspect: bool = False
    ) -> EndpointResult:
        return EndpointResult(
            index=index,
            observation=observation,
            outcomes=ran.outcomes,
            not_followed=tuple(
                self.context.contents.mask(path, MASKED_PATH) for path in ran.not_followed[:MOST_LINKS]
            ),
            checked=self.checks,
            suspect=suspect,
        )

    async def _with_sites(self, default: EndpointResult, permit: Permit) -> EndpointResult:
        """With the sites that have names. An alias is another name of the default site."""
        seen = default.observation
        known = self.names.get(seen.endpoint.address, ())
        ran = await ask_names(seen, known, permit, self.context, live=self.live, checks=self.checks)
        if ran.aliases:
            seen = replace(seen, hostnames=tuple(dict.fromkeys((*seen.hostnames, *ran.aliases))))
        sites = tuple(self._result(default.index, one.observation, one.run) for one in ran.sites)
        return replace(default, observation=seen, sites=sites, asked=ran.asked, unasked=ran.unasked)

    async def _suspect(self, address: Address) -> bool:
        """Does the address accept on ports that nobody would use? Tested once per address, and again if the
        cache dropped it."""
        if address not in self._suspects:
            if len(self._suspects) >= REMEMBERED:
                self._suspects = {one: task for one, task in self._suspects.items() if not task.done()}
            gate, seconds = self.context.gate, self.context.settings.connect_timeout
            self._suspects[address] = asyncio.ensure_future(answers_everything(gate, address, seconds))
        return await asyncio.shield(self._suspects[address])
