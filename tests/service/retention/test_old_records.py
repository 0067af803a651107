"""Records of scans and entries of the audit log go by age; the log only into a signed file."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.model.monitor import Monitor
from leftopen.model.scan import ScanRecord
from leftopen.service.cases import holds
from leftopen.service.monitoring import monitors
from leftopen.service.respond import log, signed
from leftopen.service.retention.by_age import delete_old
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.settings import Settings
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.monitors import MonitorWriter
from leftopen.store.records.entities.scans import Scans, ScanWriter
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.clocks import Machine
from tests.service.office import found, office
from tests.service.workspace.test_clock_trust import watched

DAY = timedelta(days=1)


def scanned(workspace: Workspace, id: str, target: str, at: datetime, state: str = "finished") -> None:
    record = ScanRecord(
        id=id, targets=(target,), ports="80", method="connect", seed=1, total=1, started=at, vantage="here"
    )
    writer = ScanWriter(Changes(workspace.store.records))
    writer.put(record)
    if state != "running":
        writer.finish(id, state, at, {})


def deleted(workspace: Workspace, machine: Machine) -> str:
    return delete_old(workspace, lambda: False, machine.read)


def test_scans_that_ended_go_but_the_newest_of_each_monitor(tmp_path: Path) -> None:
    """What runs asked a second time are as many requests as runs: they would be kept for ever."""
    machine = Machine()
    with office(tmp_path, machine.clock, scans_days=30) as workspace:
        begin = machine.clock()
        monitor = Monitor(
            id="m", name="m", targets=("192.0.2.0/24",), ports="80", asked_ports="80", every=300,
            created=begin, created_by="maria",
        )  # fmt: skip
        MonitorWriter(Changes(workspace.store.records)).add(monitor, monitors.job_of(workspace, monitor), 9)
        for number in range(3):
            scanned(workspace, f"a{number}", "192.0.2.0/24", begin + number * DAY)
            scanned(workspace, f"second{number}", f"192.0.2.{number}", begin + number * DAY)
        scanned(workspace, "b", "198.51.100.0/24", begin, "stopped")
        scanned(workspace, "b2", "198.51.100.0/24", begin + DAY, "running")
        watched(workspace, machine, 33 * DAY)
        scanned(workspace, "young", "192.0.2.9", machine.clock())
        assert deleted(workspace, machine) == "6 records of scans"
        assert {one.id for one in Scans(workspace.store.records).list()} == {"a2", "b2", "young"}


def test_the_audit_log_goes_into_a_signed_file_first(tmp_path: Path) -> None:
    assert Settings().audit_days == 0
    machine = Machine()
    with Loopback() as loopback, office(tmp_path, machine.clock, audit_days=10) as workspace:
        one, other = (found(workspace, loopback.serve(Redis())) for _ in range(2))
        holds.hold(workspace, one.id, "lawsuit")
        log.step(workspace, other.id, "snapshot", done=True, why="disk image", by="maria")
        for subject in (one.id, other.id, "192.0.2.7"):
            audit_log.record(workspace, "maria", "looked at", subject)
        audit_log.record(workspace, "maria", "scope remove", "192.0.2.0/24")
        watched(workspace, machine, 11 * DAY)
        audit_log.record(workspace, "maria", "looked at", "young")
        whole = {(entry.what, entry.subject) for entry in Audit(workspace.store.records).list(1000)}
        key = workspace.config / "keys" / "proof.pem"
        secret = key.read_bytes()
        key.write_bytes(b"damaged")
        with pytest.raises(StoreFailed, match="kept whole"):
            deleted(workspace, machine)
        assert len(Audit(workspace.store.records).list(1000)) >= len(whole)
        key.write_bytes(secret)
        assert "of the audit log" in deleted(workspace, machine)
        left = {(entry.what, entry.subject) for entry in Audit(workspace.store.records).list(1000)}
        assert {("looked at", one.id), ("looked at", other.id), ("looked at", "young")} < left
        assert ("scope remove", "192.0.2.0/24") in left
        [file] = (workspace.data / "audit").iterdir()
        assert signed.check(file, workspace.config / "keys" / "proof.pub").standing.value == "valid"
        entries = json.loads(file.read_bytes())["signed"]["entries"]
        gone = {(entry["what"], entry["subject"]) for entry in entries}
        assert ("looked at", "192.0.2.7") in gone
        assert whole == gone | (left & whole)
        assert ("exported audit log", f"audit/{file.name}") in left
        assert (file.stat().st_mode & 0o777) == 0o600
        assert "of the audit log" not in deleted(workspace, machine)
        with (
            pytest.raises(StoreFailed, match="only ever added to"),
            workspace.store.records.database.write() as sql,
        ):
            sql.exec_driver_sql("DELETE FROM audit")
