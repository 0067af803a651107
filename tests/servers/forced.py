"""Every check asked of one service, also where it would never apply: none may find what is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.observation import Observation
from leftopen.model.verdict import Verdict
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.identify import identify
from leftopen.pipeline.random_path_control import RandomPathControl
from leftopen.pipeline.run_checks import run_check
from leftopen.scope.decide import Scope
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scopes import Scopes

AT_ONCE = 16
TOGETHER = 16
SECONDS = 1.0
"""Deadline of one talk: a server that waits for more of its own protocol must not hold the suite."""


def verdicts(workspace: Workspace, port: int) -> Mapping[str, Verdict]:
    """Check → what it says of that port of loopback, whether it applies or not."""
    return verdicts_of(workspace, (port,))[port]


def verdicts_of(workspace: Workspace, ports: tuple[int, ...]) -> Mapping[int, Mapping[str, Verdict]]:
    """The same for each of several ports at once."""
    gate = build_gate(workspace, Scope(records=Scopes(workspace.store.records).list()).permit)
    context = replace(
        build_context(workspace, gate, "forced"), settings=replace(workspace.settings, deadline=SECONDS)
    )
    return asyncio.run(_each(ports, context))


async def _each(ports: tuple[int, ...], context: ScanContext) -> Mapping[int, Mapping[str, Verdict]]:
    here = Address.parse("127.0.0.1")
    room = asyncio.Semaphore(TOGETHER)

    async def one(port: int) -> Mapping[str, Verdict]:
        async with room:
            return await _all(Endpoint(address=here, port=port, realm="loopback"), context)

    return dict(zip(ports, await asyncio.gather(*map(one, ports)), strict=True))


async def _all(endpoint: Endpoint, context: ScanContext) -> Mapping[str, Verdict]:
    seen = await identify(endpoint, context.gate.permit(endpoint.address), context)
    room = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(*(_one(seen, name, context, room) for name in context.checks))
    return dict(zip(context.checks, found, strict=True))


async def _one(seen: Observation, name: str, context: ScanContext, room: asyncio.Semaphore) -> Verdict:
    permit = context.gate.permit(seen.endpoint.address)
    async with room:
        outcome = await run_check(seen, name, permit, context, RandomPathControl(seen, permit, context))
    return outcome.judged.verdict
