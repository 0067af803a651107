"""Is this scanner's own connection up while a monitor runs?

A control is asked before, between and after the questions of a run: one outage that hides a service from two
questions in a row also hides the control between them. It is asked during the second question too, because
two outages, one in each, would do the same. Whether the link is up is shown by the operator's own control,
for loopback by a listener of our own, or by any service that the monitor knows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from leftopen.model.address import Address
from leftopen.net.gate import Gate
from leftopen.scope.classes import is_loopback
from leftopen.service.scanning import targets
from leftopen.service.scanning.controls import host_control
from leftopen.service.scanning.scan_setup import build_gate
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.scopes import Scopes

MOST_HOSTS = 3
OFTEN_S, SELDOM_S = 1.0, 30.0
"""Between two controls during a question: first, and at most, as a long question needs no more."""


@dataclass(slots=True, kw_only=True)
class OwnLink:
    """`hosts` lend their known ports as controls; one of all that responds is enough."""

    workspace: Workspace
    gate: Gate
    hosts: Sequence[Address]
    replies: list[bool] = field(default_factory=list)

    async def ask(self) -> None:
        """Notes whether a control responds now."""
        self.replies.append(await self._responds())

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Asks before and after a question, and again and again during it."""
        await self.ask()
        often = asyncio.create_task(self._ask_often())
        try:
            yield
        finally:
            often.cancel()
            await asyncio.gather(often, return_exceptions=True)
        await self.ask()

    async def _ask_often(self) -> None:
        pause = OFTEN_S
        while True:
            await asyncio.sleep(pause)
            await self.ask()
            pause = min(pause * 1.5, SELDOM_S)

    async def _responds(self) -> bool:
        for host in self.hosts:
            if await host_control(self.workspace, self.gate, host):
                return True
        return False

    @property
    def changed(self) -> bool:
        """True when the control responded at one time and did not at another."""
        return len(set(self.replies)) > 1

    @property
    def down(self) -> bool:
        """True when no control ever responded; also where there is none."""
        return not any(self.replies)

    @property
    def promised(self) -> bool:
        """True when a control must respond whatever the targets do."""
        return bool(self.workspace.settings.control) or any(map(is_loopback, self.hosts))


async def own_link(workspace: Workspace, known: Sequence[str], networks: Sequence[str]) -> OwnLink:
    """Asks first at the addresses `known`, without any at the first of each of the `networks`."""
    scopes = await asyncio.to_thread(Scopes(workspace.store.records).list)
    named = await targets.resolve_targets((), scopes)
    permits = ScopeCache(records=workspace.store.records, pinned=named.pinned, monotonic=workspace.monotonic)
    first = [text.partition("/")[0] for text in networks]
    hosts = list(dict.fromkeys(known or first))[:MOST_HOSTS]
    link = OwnLink(
        workspace=workspace, gate=build_gate(workspace, permits), hosts=[Address.parse(one) for one in hosts]
    )
    await link.ask()
    return link
