"""A port that a monitor asked for and that did not respond bounds the exposure window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import site_id
from leftopen.model.monitor import Monitor, SeenService
from leftopen.model.scan import ScanRecord
from leftopen.service.monitoring import monitors
from leftopen.service.scanning.absence import last_not_there
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.monitors import MonitorWriter
from leftopen.store.records.entities.scans import ScanWriter
from tests.service.office import office


def test_the_begin_of_the_last_scan_that_asked_in_vain(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        now, changes = workspace.clock(), Changes(workspace.store.records)
        targets, began = ("192.0.2.0/28",), now - timedelta(hours=3)
        scan = ScanRecord(
            id="5c", targets=targets, ports="80,81", method="connect", seed=1, started=began, total=32,
            vantage="here",
        )  # fmt: skip
        ScanWriter(changes).put(scan)
        ScanWriter(changes).finish("5c", "finished", now - timedelta(hours=2), {})
        monitor = Monitor(
            id="9d", name="dmz", targets=targets, ports="80,81", every=3600,
            created=began, created_by="a test", runs=1, asked=targets, asked_ports="80,81",
            last_run=now - timedelta(hours=1),
        )  # fmt: skip
        MonitorWriter(changes).add(monitor, monitors.job_of(workspace, monitor), 9)

        def found(address: str, port: int, before: timedelta = timedelta(0)) -> object:
            endpoint = Endpoint(address=Address.parse(address), port=port)
            return last_not_there(workspace, site_id(endpoint), endpoint, now - before)

        assert found("192.0.2.7", 80) == began
        assert found("192.0.2.7", 82) is None, "that port was not asked for"
        assert found("192.0.2.99", 80) is None, "that address was not asked for"
        assert found("192.0.2.7", 80, timedelta(hours=4)) is None, "it was asked for later"
        endpoint = Endpoint(address=Address.parse("192.0.2.8"), port=80)
        seen = SeenService(service=site_id(endpoint), address="192.0.2.8", port=80, endpoint=str(endpoint))
        after = replace(monitor, runs=2)
        MonitorWriter(changes).judged(after, {seen.service: seen}, (), ())
        assert found("192.0.2.8", 80) is None, "it responded"
        assert found("192.0.2.7", 80) == began
