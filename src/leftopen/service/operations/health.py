"""Whether this installation works: in one word for load balancers, and as a check of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.errors import StoreFailed
from leftopen.service.operations import disk_space
from leftopen.service.workspace import Workspace

OK, RECORDS, DISK = "ok", "records", "disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """The result of one check. `ok` True; False: broken; None: missing, so that a feature does not work, or
    `old`: present but out of date."""

    what: str
    ok: bool | None
    says: str
    old: bool = False


def health(workspace: Workspace) -> str:
    """`ok`, or what is wrong: `records` can't be read, or the `disk` has less room than its reserve. The
    engine is not asked: it starts when it is needed. Blocking."""
    try:
        workspace.store.records.cases.newest_event()
    except StoreFailed:
        return RECORDS
    return DISK if disk_space.low(workspace) else OK
