"""Whether this installation works, in one word, for load balancers."""

from __future__ import annotations

from leftopen.errors import StoreFailed
from leftopen.service.workspace import disk_space
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases

OK, RECORDS, DISK = "ok", "records", "disk"


def health(workspace: Workspace) -> str:
    """`ok`, or what is wrong: `records` can't be read, or the `disk` has less room than its reserve. The
    engine is not asked: it starts when it is needed. Blocking."""
    try:
        Cases(workspace.store.records).newest_event()
    except StoreFailed:
        return RECORDS
    return DISK if disk_space.low(workspace) else OK
