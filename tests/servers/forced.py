"""Every check asked of one service, also where it would never apply: none may find what is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.observation import Observation
from leftopen.model.verdict import Verdict
from leftopen.pipeline.hear import identify
from leftopen.pipeline.look import look
from leftopen.pipeline.made_up_path import MadeUpPath
from leftopen.pipeline.tools import Tools
from leftopen.scope.decide import Scope
from leftopen.service.desk import Desk
from leftopen.service.tools import gate_of, tools_of

AT_ONCE = 16
SECONDS = 1.0
"""Deadline of one talk: a server that waits for more of its own protocol must not hold the suite."""


def verdicts(desk: Desk, port: int) -> Mapping[str, Verdict]:
    """Check → what it says of that port of loopback, whether it applies or not."""
    gate = gate_of(desk, Scope(records=desk.store.records.scopes.list()).permit)
    tools = replace(tools_of(desk, gate, "forced"), settings=replace(desk.settings, deadline=SECONDS))
    endpoint = Endpoint(address=Address.parse("127.0.0.1"), port=port, realm="loopback")
    return asyncio.run(_all(endpoint, tools))


async def _all(endpoint: Endpoint, tools: Tools) -> Mapping[str, Verdict]:
    seen = await identify(endpoint, tools.gate.permit(endpoint.address), tools)
    room = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(*(_one(seen, name, tools, room) for name in tools.checks))
    return dict(zip(tools.checks, found, strict=True))


async def _one(seen: Observation, name: str, tools: Tools, room: asyncio.Semaphore) -> Verdict:
    permit = tools.gate.permit(seen.endpoint.address)
    async with room:
        outcome = await look(seen, name, permit, tools, MadeUpPath(seen, permit, tools))
    return outcome.judged.verdict
