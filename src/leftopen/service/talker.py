"""The talks of one process: what speaks there, and what can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.pipeline.hear import identify, unheard
from leftopen.pipeline.look import Outcome, examine
from leftopen.pipeline.tools import Tools
from leftopen.service.controls import answers_everything
from leftopen.service.kit import Kit
from leftopen.service.ledger import Entry
from leftopen.service.tools import gate_of, tools_of
from leftopen.sweep.found import Found

# Addresses of which it is remembered whether they answer everything.
REMEMBERED = 8192


@dataclass(slots=True, kw_only=True)
class Talker:
    """`live`: the findings with a case that is not closed. Its gate is the process's own."""

    kit: Kit
    permits: Callable[[Address, datetime], Permit]
    scan: str
    checks: bool = True
    live: frozenset[str] = frozenset()
    gate: Gate = field(init=False)
    tools: Tools = field(init=False)
    _suspects: dict[Address, asyncio.Task[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate = gate_of(self.kit, self.permits)
        self.tools = tools_of(self.kit, self.gate, self.scan)

    async def talk(self, found: Found) -> Entry | None:
        """None when the scope does not allow it any more. When the gate was stopped meanwhile, the entry is
        not worth keeping. Raises StoreFailed when the scope can't be read."""
        permit = self.permits(found.address, self.kit.clock())
        if not permit.allowed:
            return None
        observation = await identify(_endpoint(found, permit), permit, self.tools)
        outcomes: tuple[Outcome, ...] = ()
        if self.checks:
            suspect = await self._suspect(found.address)
            outcomes = await examine(observation, permit, self.tools, suspect=suspect, live=self.live)
        return Entry(index=found.index, observation=observation, outcomes=outcomes)

    def given_up(self, found: Found, why: TalkEnded) -> Entry | None:
        """What is kept of a port that can't be talked to; None when the scope does not allow it any more."""
        permit = self.permits(found.address, self.kit.clock())
        if not permit.allowed:
            return None
        return Entry(
            index=found.index, observation=unheard(_endpoint(found, permit), permit, self.tools, why)
        )

    async def _suspect(self, address: Address) -> bool:
        """Asked once per address (once more when it was forgotten): does it accept on ports that nobody would
        use?"""
        if address not in self._suspects:
            if len(self._suspects) >= REMEMBERED:
                self._suspects = {one: task for one, task in self._suspects.items() if not task.done()}
            asking = answers_everything(self.kit, self.gate, address)
            self._suspects[address] = asyncio.ensure_future(asking)
        return await asyncio.shield(self._suspects[address])


def _endpoint(found: Found, permit: Permit) -> Endpoint:
    return Endpoint(address=found.address, port=found.port, realm=permit.realm)
