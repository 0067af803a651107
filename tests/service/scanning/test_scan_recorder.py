"""What a walk brings is stored before it is told, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.finding import Finding
from leftopen.model.scan import ScanRecord
from leftopen.model.verdict import Reason, closed, unknown
from leftopen.pipeline.run_checks import CheckOutcome
from leftopen.service.scanning.endpoint_result import EndpointResult, Unexamined
from leftopen.service.scanning.scan_recorder import ScanRecorder
from leftopen.service.scanning.scan_runner import ScanRunner
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.scans import Scans, ScanWriter
from tests.service.office import office
from tests.store.samples import NOON, held, look, seen

RECORD = ScanRecord(
    id="5ca1ab1e" * 4,
    targets=("192.0.2.7/32",),
    ports="80",
    method="connect",
    seed=1,
    started=datetime(2026, 1, 1, tzinfo=UTC),
    total=10,
    vantage="here",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as opened_desk:
        yield opened_desk


def ledger_of(workspace: Workspace) -> ScanRecorder:
    ScanWriter(Changes(workspace.store.records)).put(RECORD)
    return ScanRecorder(workspace=workspace, record=RECORD)


def entry(index: int = 0, finding: Finding | None = None, **ports: int) -> EndpointResult:
    observation = seen(**ports)  # type: ignore[arg-type]
    found = finding or held(observation, us_ssn=1)
    return EndpointResult(
        index=index, observation=observation, outcomes=(CheckOutcome(judged=found.judged, finding=found),)
    )


def test_the_lines_come_in_order_and_each_is_stored_by_then(workspace: Workspace) -> None:
    recorder = ledger_of(workspace)
    lines = recorder.store_batch([entry()], 3)
    assert [line["type"] for line in lines] == ["observation", "verdict", "finding", "case"]
    observation, verdict, finding, case = lines
    assert workspace.store.observations.get(str(observation["id"])).id == observation["id"]
    [judged] = workspace.store.observations.judged(str(verdict["finding"]), 10)
    assert judged.look == verdict["look"]
    kept = Cases(workspace.store.records).get(str(case["id"]))
    assert finding["case"] == kept.id
    assert Findings(workspace.store.records).newest(str(finding["id"]), kept.id) is not None
    assert Scans(workspace.store.records).get(RECORD.id).cursor == 3


def test_counts_add_up_over_batches(workspace: Workspace) -> None:
    recorder = ledger_of(workspace)
    other = seen(port=81)
    shut = CheckOutcome(judged=look(other, closed(Reason.PASSWORD_ASKED)))
    lost = CheckOutcome(judged=look(other, unknown(Reason.TIMEOUT), check="mailbox_web_open"))
    recorder.store_batch([entry()], 1)
    lines = recorder.store_batch([EndpointResult(index=1, observation=other, outcomes=(shut, lost))], 2)
    assert [line["type"] for line in lines] == ["observation", "verdict", "verdict"]
    assert dict(recorder.counts) == {"talked": 2, "open": 1, "closed": 1, "unknown": 1, "cases": 1}
    assert Scans(workspace.store.records).get(RECORD.id).counts == dict(recorder.counts)


def test_an_empty_batch_only_moves_the_cursor(workspace: Workspace) -> None:
    recorder = ledger_of(workspace)
    assert recorder.store_batch([], 7) == []
    assert Scans(workspace.store.records).get(RECORD.id).cursor == 7


def test_a_batch_that_comes_twice_is_stored_once(workspace: Workspace) -> None:
    """A scan that was killed between storing and moving its cursor does it again."""
    recorder = ledger_of(workspace)
    for _ in range(2):
        recorder.store_batch([entry()], 1)
    [case] = Cases(workspace.store.records).list(None)
    detected = [event for event in Cases(workspace.store.records).events(case.id) if event.kind == "detected"]
    assert len(detected) == 1
    assert workspace.store.observations.count("", history=False) == 1


def test_the_last_look_that_saw_it_closed_bounds_the_exposure(workspace: Workspace) -> None:
    recorder = ledger_of(workspace)
    observation = seen()
    shut = CheckOutcome(judged=look(observation, closed(Reason.PASSWORD_ASKED)))
    recorder.store_batch([EndpointResult(index=0, observation=observation, outcomes=(shut,))], 1)
    later = held(observation, minutes=30, us_ssn=1)
    lines = recorder.store_batch([EndpointResult(index=0, observation=replace(observation), outcomes=(
        CheckOutcome(judged=later.judged, finding=later),))], 1)  # fmt: skip
    [case] = [line for line in lines if line["type"] == "case"]
    assert case["open_after"] is not None
    assert str(case["open_after"]) < str(case["first_open"])


def test_the_summary_closes_the_record_of_the_scan(workspace: Workspace) -> None:
    recorder = ledger_of(workspace)
    recorder.store_batch([entry()], 1)
    permits = ScopeCache(records=workspace.store.records, pinned={}, monotonic=workspace.monotonic)
    walk = ScanRunner(workspace=workspace, record=RECORD, permits=permits)
    summary = recorder.finish("finished", walk, 1.23456, lambda: False)
    assert (summary["type"], summary["state"], summary["seconds"]) == ("summary", "finished", 1.235)
    assert (summary["talked"], summary["open"], summary["total"]) == (1, 1, 10)
    assert summary["not_checked"] == []
    assert Scans(workspace.store.records).get(RECORD.id).state == "finished"
    assert Scans(workspace.store.records).unfinished(RECORD.targets, RECORD.ports) is None


def test_of_an_endpoint_without_a_result_nothing_is_stored_and_the_summary_names_it(
    workspace: Workspace,
) -> None:
    recorder = ledger_of(workspace)
    lost = Unexamined(index=3, endpoint=seen(port=4711).endpoint)
    lines = recorder.store_batch([entry(2), lost], 4)
    assert sum(line["type"] == "observation" for line in lines) == 1
    assert recorder.counts["talked"] == 1
    assert workspace.store.observations.search("port:4711", limit=1) == []
    [named] = recorder.not_checked.lines()
    assert (named.reason, named.count) == ("process_ended", 1)
    assert Scans(workspace.store.records).get(RECORD.id).not_checked == (named,)


def test_links_that_were_not_followed_are_stored_with_the_scan(workspace: Workspace) -> None:
    recorder = ledger_of(workspace)
    recorder.store_batch([replace(entry(), not_followed=("/H", "/openDoor"))], 1)
    [stored] = Scans(workspace.store.records).get(RECORD.id).not_checked or ()
    assert (stored.reason, stored.count) == ("might_act", 2)
    assert stored.examples == ("192.0.2.7:80/H", "192.0.2.7:80/openDoor")


def later(hours: int, port: int, scan: str, **holds: int) -> EndpointResult:
    """As another scan sees the same again."""
    observation = replace(seen(port=port, at=NOON + timedelta(hours=hours)), scan=scan)
    labels: dict[str, Any] = holds or {"us_ssn": 1}
    found = held(observation, **labels)
    outcome = CheckOutcome(judged=found.judged, finding=found)
    return EndpointResult(index=port, observation=observation, outcomes=(outcome,))


def rows(workspace: Workspace, table: str) -> int:
    return int(workspace.store.client.query(f"SELECT count() AS n FROM {table}")[0]["n"])


def test_what_is_open_as_before_is_stored_in_one_part_of_a_table_and_its_verdict_not_again(
    workspace: Workspace,
) -> None:
    ports, scans, parts = range(1, 31), ("a" * 32, "b" * 32, "c" * 32, "d" * 32), []
    for number, scan in enumerate(scans):
        record = replace(RECORD, id=scan)
        ScanWriter(Changes(workspace.store.records)).put(record)
        with inserted(workspace) as tables:
            more = {"us_ssn": 9} if scan == scans[-1] else {}
            recorder = ScanRecorder(workspace=workspace, record=record)
            recorder.store_batch(
                [later(6 * number, port, scan, **(more if port == 1 else {})) for port in ports], 30
            )
        parts.append(tables)
    known = {"services": 1, "observation_index": 1}
    assert [{name: count for name, count in one.items() if name not in known} for one in parts] == [
        {"verdicts": 1, "findings": 1, "cases": 1},
        {"verdicts": 1, "findings": 1, "cases": 1, "superseded": 1},
        {"cases": 1, "superseded": 1},
        {"verdicts": 1, "findings": 1, "cases": 1, "superseded": 1},
    ]
    assert (rows(workspace, "verdicts"), rows(workspace, "findings")) == (61, 61), "and one that holds more"
    assert rows(workspace, "cases FINAL") == 30
    newest = workspace.store.client.query(
        "SELECT count() AS n FROM cases FINAL WHERE last_open != first_open"
    )
    assert int(newest[0]["n"]) == 30
    assert workspace.store.observations.count("", history=True) == 4 * 30


@contextmanager
def inserted(workspace: Workspace) -> Iterator[Counter[str]]:
    """How many parts each table got meanwhile."""
    found: Counter[str] = Counter()
    before = _blocks(workspace)
    yield found
    found.update(_blocks(workspace) - before)


def _blocks(workspace: Workspace) -> Counter[str]:
    """The inserts that each table ever had, which merges keep."""
    answer = workspace.store.client.query(
        "SELECT table, toInt64(max(max_block_number)) AS n FROM system.parts "
        "WHERE database = currentDatabase() AND partition_id != '' GROUP BY table"
    )
    return Counter({row["table"]: int(row["n"]) for row in answer})
