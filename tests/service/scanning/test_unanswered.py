"""What a scan, or a recheck, learns about services that it does not see again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.absence import AbsenceReason
from leftopen.model.address import Address
from leftopen.model.observation import Observation
from leftopen.service.scanning.scan import Line, ScanProgress, ScanRequest, scan
from leftopen.service.scanning.unanswered import UnansweredPorts
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations import absences
from leftopen.sweep.connect import HostResponds, Unanswered
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import found, office, scanned
from tests.store.samples import NOON

HOST = Address.parse("127.0.0.1")


def gone(workspace: Workspace) -> list[Observation]:
    return workspace.store.observations.search("alive:no")


def test_a_stopped_service_is_gone_when_it_is_asked_and_not_before(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        stopped, other = loopback.serve(Redis()), loopback.serve(Redis())
        scanned(workspace, [stopped, other], checks=False)
        loopback.shut(stopped)
        [*_, unasked] = scanned(workspace, [other], checks=False)
        assert gone(workspace) == []
        [*_, summary] = scanned(workspace, [stopped, other], checks=False)
        [first] = gone(workspace)
        [*_, again] = scanned(workspace, [stopped, other], checks=False)
        [second] = gone(workspace)
    assert first.endpoint.port == second.endpoint.port == stopped
    assert first.absence is not None
    assert second.absence is not None
    assert first.absence.reason is AbsenceReason.REFUSED
    assert first.absence.scan == summary["scan"]
    assert second.absence.since == first.absence.since < second.absence.last
    assert [line.get("gone", 0) for line in (unasked, summary, again)] == [0, 1, 0]


def test_a_stop_ends_the_recording_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million known ports take minutes."""
    monkeypatch.setattr(absences, "AT_ONCE", 1)
    with Loopback() as loopback, office(tmp_path) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(3)]
        scanned(workspace, ports, checks=False)
        for port in ports:
            loopback.shut(port)

        async def stopped() -> Line:
            stop = asyncio.Event()

            def progress(now: ScanProgress) -> None:
                if now.swept == now.total:
                    stop.set()

            wanted = ScanRequest(words=("127.0.0.1",), ports=",".join(map(str, ports)))
            return [line async for line in scan(workspace, wanted, progress, stop)][-1]

        summary = asyncio.run(stopped())
        assert (summary["gone"], summary["state"]) == (1, "stopped")
        assert len(gone(workspace)) == 1


def test_a_recheck_that_is_refused_says_it_too(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        port = loopback.serve(Redis())
        case = found(workspace, port)
        asyncio.run(verify(workspace, case.id))
        assert gone(workspace) == []
        loopback.shut(port)
        asyncio.run(verify(workspace, case.id))
        [lost] = gone(workspace)
    assert lost.service == case.service
    assert lost.absence is not None
    assert lost.absence.reason is AbsenceReason.REFUSED


@pytest.mark.parametrize(
    ("refused", "responded", "reason"),
    [
        (True, [5], AbsenceReason.REFUSED),
        (True, [], AbsenceReason.REFUSED),
        (False, [5], AbsenceReason.SILENT),
        (False, [1, 5, 2], AbsenceReason.SILENT),
        (False, [], AbsenceReason.HOST_SILENT),
        (False, [1], AbsenceReason.HOST_SILENT),
        (False, [3], AbsenceReason.HOST_SILENT),
    ],
)
def test_a_host_that_is_silent_as_a_whole_is_told_apart(
    refused: bool, responded: list[int], reason: AbsenceReason
) -> None:
    """Asked three seconds after noon; a host that responded only before may block us since then."""
    ports, asked = UnansweredPorts(scan="5ca1"), NOON + timedelta(seconds=3)
    ports.add(Unanswered(address=HOST, port=80, refused=refused, at=asked), "home")
    for second in responded:
        ports.add(HostResponds(address=HOST, at=NOON + timedelta(seconds=second)), "home")
    [look] = ports.looks()
    assert (look.reason, look.at, look.scan) == (reason, asked, "5ca1")
    assert (look.endpoint.port, look.endpoint.realm) == (80, "home")
