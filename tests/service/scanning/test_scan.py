"""A scan from the words to the summary: stored, then told; refused, stopped, resumed, failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.errors import NotAllowed, StoreFailed
from leftopen.model.observation import Observation
from leftopen.model.scan import ScanRecord
from leftopen.model.scope import ScopeRecord
from leftopen.service.scanning.scan import ScanProgress, ScanRequest, scan
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.scans import Scans, ScanWriter
from leftopen.store.records.entities.scopes import Scopes
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.pipeline.resp import Redis
from tests.service.office import Line, ignored, office, scanned


def test_every_service_every_verdict_and_every_case_is_told_and_stored(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        box, cache = loopback.serve(Mailbox().web), loopback.serve(Redis())
        lines = scanned(workspace, [box, cache])
        kinds = [line["type"] for line in lines]
        stored = {one.id for one in workspace.store.observations.search("", limit=100)}
        cases = {case.id for case in Cases(workspace.store.records).list(None)}
    seen = {line["port"]: line for line in lines if line["type"] == "observation"}
    assert seen.keys() == {box, cache}
    assert {line["id"] for line in seen.values()} == stored
    assert {line["id"] for line in lines if line["type"] == "case"} == cases
    assert {(line["port"], line["check"]) for line in lines if line["type"] == "finding"} == {
        (box, "mailbox_web_open"),
        (cache, "redis_open"),
    }
    assert kinds[-1] == "summary"
    assert kinds.index("observation") < kinds.index("verdict") < kinds.index("finding") < kinds.index("case")
    summary = lines[-1]
    assert (summary["state"], summary["talked"], summary["open"]) == ("finished", 2, 2)
    assert (summary["swept"], summary["total"], summary["found"], summary["refused"]) == (2, 2, 2, 0)
    assert SECRET not in repr(lines)


def test_the_second_scan_sees_the_same_case_again(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        port = loopback.serve(Mailbox().web)
        first, second = scanned(workspace, [port]), scanned(workspace, [port])
        [case] = Cases(workspace.store.records).list(None)
    findings = [line for line in (*first, *second) if line["type"] == "finding"]
    assert {line["case"] for line in findings} == {case.id}
    assert findings[0]["first_open"] == findings[1]["first_open"]
    assert findings[0]["last_open"] < findings[1]["last_open"]
    assert first[-1]["scan"] != second[-1]["scan"]


def test_without_checks_it_only_says_what_speaks(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        lines = scanned(workspace, [loopback.serve(Redis())], checks=False)
    assert [line["type"] for line in lines] == ["observation", "summary"]


def test_no_answer_is_a_summary_alone(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        port = loopback.serve(Redis())
        loopback.shut(port)
        [summary] = scanned(workspace, [port])
    assert (summary["state"], summary["found"], summary.get("talked", 0)) == ("finished", 0, 0)


def test_a_refused_target_is_an_error_with_its_clause_and_stands_in_the_audit(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        with pytest.raises(NotAllowed, match=r"192\.0\.2\.1"):
            scanned(workspace, [80], words="192.0.2.1")
        [entry] = Audit(workspace.store.records).list()
        assert Scans(workspace.store.records).list() == []
    assert (entry.what, entry.subject) == ("refused scan", "192.0.2.1/32")
    assert "192.0.2.1" in entry.clause


async def stopped_after(
    workspace: Workspace,
    wanted: ScanRequest,
    kind: str,
    stop: asyncio.Event,
    heard: Callable[[ScanProgress], None] = ignored,
) -> list[Line]:
    lines = []
    async for line in scan(workspace, wanted, heard, stop):
        lines.append(line)
        if line["type"] == kind:
            stop.set()
    return lines


def test_a_stopped_scan_goes_on_where_it_was_and_nothing_is_missed(tmp_path: Path) -> None:
    # More than are looked at before the first line is printed.
    servers = 120
    with Loopback() as loopback, office(tmp_path, workers=2) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(servers)]
        wanted = ScanRequest(words=("127.0.0.1",), ports=",".join(map(str, ports)))
        # The engine takes seconds to start on a busy machine, and the scan would be over by then.
        workspace.store.observations.search("", limit=1)
        began = time.monotonic()
        first = asyncio.run(stopped_after(workspace, wanted, "observation", asyncio.Event()))
        took = time.monotonic() - began
        second = asyncio.run(stopped_after(workspace, wanted, "never", asyncio.Event()))
        seen = workspace.store.observations.search("", limit=2 * servers)
    assert first[-1]["state"] == "stopped"
    assert first[-1]["talked"] < servers
    assert took < 5
    assert second[-1]["state"] == "finished"
    assert second[-1]["scan"] == first[-1]["scan"], "it is the same scan"
    assert {one.endpoint.port for one in seen} == set(ports)


def test_a_job_goes_on_with_a_scan_whose_process_hangs(tmp_path: Path) -> None:
    """A stopped process keeps its locks; when it wakes up, it changes nothing that was finished meanwhile."""
    with Loopback() as loopback, office(tmp_path) as workspace:
        words = ",".join(str(loopback.serve(Redis())) for _ in range(3))
        wanted = ScanRequest(words=("127.0.0.1",), ports=words, id="of a job")
        changed = replace(wanted, ports=words.rpartition(",")[0])
        at_once = asyncio.Event()
        at_once.set()
        asyncio.run(stopped_after(workspace, changed, "never", at_once))
        with try_lock(workspace.data, wanted.id) as mine:
            assert mine
            asyncio.run(stopped_after(workspace, wanted, "never", at_once))
            [*_, summary] = asyncio.run(stopped_after(workspace, wanted, "never", asyncio.Event()))
        assert (summary["scan"], summary["state"], summary["talked"]) == (wanted.id, "finished", 3)
        hung = ScanWriter(Changes(workspace.store.records))
        hung.progress(wanted.id, 1, {"talked": 1}, ())
        hung.finish(wanted.id, "stopped", workspace.clock(), {"talked": 1})
        stored = Scans(workspace.store.records).find(wanted.id)
    assert stored is not None
    assert (stored.state, stored.counts["talked"]) == ("finished", 3)


def test_fresh_begins_anew_and_so_do_other_ports(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path, workers=1) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(12)]
        wanted = ScanRequest(words=("127.0.0.1",), ports=",".join(map(str, ports)))
        first = asyncio.run(stopped_after(workspace, wanted, "observation", asyncio.Event()))
        fresh = asyncio.run(stopped_after(workspace, replace(wanted, fresh=True), "never", asyncio.Event()))
        assert fresh[-1]["scan"] != first[-1]["scan"]
        assert fresh[-1]["talked"] == 12


def test_a_scan_is_claimed_before_anybody_can_see_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or another one of the same targets, begun in that moment, would take it for one that was left."""
    free: list[bool] = []
    start = ScanWriter.put
    with Loopback() as loopback, office(tmp_path) as workspace:

        def seen(scans: ScanWriter, record: ScanRecord) -> None:
            start(scans, record)
            with try_lock(workspace.data, record.id) as mine:
                free.append(mine)

        monkeypatch.setattr(ScanWriter, "put", seen)
        scanned(workspace, [loopback.serve(Redis())])
    assert free == [False]


def test_progress_grows_up_to_the_total(tmp_path: Path) -> None:
    answer: list[ScanProgress] = []
    with Loopback() as loopback, office(tmp_path) as workspace:
        wanted = ScanRequest(words=("127.0.0.1",), ports=f"{loopback.serve(Redis())},1-200")
        asyncio.run(stopped_after(workspace, wanted, "never", asyncio.Event(), answer.append))
    assert answer[-1].swept == answer[-1].total == 201
    assert [one.swept for one in answer] == sorted(one.swept for one in answer)
    assert answer[-1].open == 1


def full(writer: ObservationWriter, rows: Sequence[Observation]) -> None:
    """Its disk is full from the first row on."""
    raise StoreFailed("the disk is full; what was to be stored is not")


def test_a_store_that_fails_ends_the_scan_with_its_own_line_and_nothing_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(8)]
        lines: list[Line] = []

        async def failing() -> None:
            wanted = ScanRequest(words=("127.0.0.1",), ports=",".join(map(str, ports)))
            async for line in scan(workspace, wanted, ignored, asyncio.Event()):
                lines.append(line)

        with monkeypatch.context() as broken:
            broken.setattr(ObservationWriter, "add", full)
            with pytest.raises(StoreFailed, match="the disk is full"):
                asyncio.run(failing())
        assert lines == []
        again = scanned(workspace, ports)
    assert again[-1]["state"] == "finished"
    assert {line["port"] for line in again if line["type"] == "observation"} == set(ports)


def test_a_scope_that_cant_be_read_any_more_ends_the_scan_with_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raised inside the talks, of which there are several at once."""
    with Loopback() as loopback, office(tmp_path) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(8)]

        def heard(progress: ScanProgress) -> None:
            """Nothing yet."""

        reads = iter(range(1000))
        original = Scopes.list

        def failing(scopes: Scopes) -> list[ScopeRecord]:
            if next(reads) >= 1:
                raise StoreFailed("the records are locked by another leftopen process; try again later")
            return original(scopes)

        monkeypatch.setattr(Scopes, "list", failing)
        with pytest.raises(StoreFailed, match="locked by another"):
            asyncio.run(
                stopped_after(
                    workspace,
                    ScanRequest(words=("127.0.0.1",), ports=",".join(map(str, ports))),
                    "never",
                    asyncio.Event(),
                    heard,
                )
            )
