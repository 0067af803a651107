"""When a monitor last asked for an endpoint that did not respond."""

from __future__ import annotations

from datetime import datetime

from leftopen.model.endpoint import Endpoint
from leftopen.model.monitor import Monitor, SeenService
from leftopen.service.scanning.scan_coverage import asked_before
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.monitors import Monitors
from leftopen.store.records.entities.scans import Scans


def last_not_there(
    workspace: Workspace, service: str, endpoint: Endpoint, before: datetime
) -> datetime | None:
    """When the newest scan of such a run began, None: no monitor knows. A port that did not respond was asked
    at some time during the scan, so only its begin is a bound."""
    one = SeenService(
        service=service, address=str(endpoint.address), port=endpoint.port, endpoint=str(endpoint)
    )
    times = (_began(workspace, monitor, one) for monitor in Monitors(workspace.store.records).list())
    return max((at for at in times if at is not None and at < before), default=None)


def _began(workspace: Workspace, monitor: Monitor, one: SeenService) -> datetime | None:
    records = workspace.store.records
    if not monitor.runs or monitor.last_run is None or not asked_before(workspace, monitor)(one):
        return None
    if Monitors(records).saw(monitor.id, one.service):
        return None
    return Scans(records).last_finished(monitor.targets, monitor.asked_ports, monitor.last_run)
