"""The state that all API handlers share: the workspace, the keys, and where alert streams begin."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial

from leftopen.service.alerts import change_feed
from leftopen.service.alerts.change_feed import Cursor
from leftopen.service.identity.key_holders import holders
from leftopen.service.ingest.uploads import Uploads
from leftopen.service.operations.metrics import MetricsReader
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.key_cache import KeyCache
from leftopen.web.limits.counting import Counting
from leftopen.web.limits.engine_pool import EnginePool
from leftopen.web.limits.fair_share import FairShare

REPLAYED_S = 60.0
MOST_STREAMS = 20
NAP_S = 0.1


@dataclass(slots=True, kw_only=True)
class ApiState:
    """`stop` ends the streams and the scan queue; it is set when the server shuts down."""

    workspace: Workspace
    key_cache: KeyCache
    uploads: Uploads
    metrics: MetricsReader
    counting: Counting
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    streams: FairShare = field(default_factory=lambda: FairShare(MOST_STREAMS))
    engine_pool: EnginePool = field(default_factory=EnginePool)
    _begun: list[tuple[float, Cursor]] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        """Waits until then, or until the server shuts down."""
        end = self.workspace.monotonic() + seconds
        # Polls: an event that many wait for belongs to one loop, and a workspace to none.
        while not self.stop.is_set() and (left := end - self.workspace.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, NAP_S))

    async def remember(self) -> None:
        """Called before a scan is queued: an alert stream that opens within a minute begins here, so that it
        misses nothing of a scan that is quicker than its client."""
        position = await asyncio.to_thread(change_feed.newest_cursor, self.workspace)
        self._begun = [*self._recent(), (self.workspace.monotonic(), position)]

    async def beginning(self, *, replayed: bool) -> Cursor:
        """The place where a stream that opens now begins."""
        recent = self._recent() if replayed else []
        if recent:
            return recent[0][1]
        return await asyncio.to_thread(change_feed.newest_cursor, self.workspace)

    def _recent(self) -> list[tuple[float, Cursor]]:
        now = self.workspace.monotonic()
        return [(at, position) for at, position in self._begun if now - at <= REPLAYED_S]


def build_api_state(workspace: Workspace) -> ApiState:
    workspace = replace(workspace, counts=False)
    uploads = Uploads(workspace=workspace)
    return ApiState(
        workspace=workspace,
        uploads=uploads,
        counting=Counting(workspace=workspace),
        metrics=MetricsReader(workspace=workspace),
        key_cache=KeyCache(
            load=partial(holders, workspace.store.records),
            clock=workspace.clock,
            monotonic=workspace.monotonic,
        ),
    )
