"""How large records and engine become where monitors look again and again.

    growth.py [--services N] [--rounds N] [--seconds N]
    2,000 services of which 2 % are open, 120 rounds (30 days of every six hours), at most 240 seconds

Rows come through the scan's own recorder, in its batches, as a scan would give them: each service says the
same but for the time in its answer, and each open one shows the same again. The clock is the bench's own.
Sizes are those on the disk at the end, after the engine merged its parts. `year_50000_gb` is no measurement:
it is the growth for each service and round between a third of the rounds and their end, times 50,000
services, times 1,460 rounds."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._report import Figure, show
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import digest, finding_id, observation_id, service_id
from leftopen.model.observation import Observation
from leftopen.model.scan import ScanRecord
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind
from leftopen.model.verdict import opened as found_open
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.service.scanning.scan_recorder import ScanRecorder
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.scans import ScanWriter

SERVICES, ROUNDS, SECONDS, OPEN_OF, BATCH = 2_000, 120, 240, 50, 500
YEAR_ROUNDS, MANY = 1_460, 50_000
HERE = Vantage(place=Place.INTERNET, name="bench")
PAGE = "<html><title>Index of /</title>" + "<a href=x>a listing</a>" * 4


@dataclass(slots=True)
class Clock:
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class _Swept:
    swept: int
    found: int
    refused: int = 0
    cursor: int = 0


@dataclass(slots=True, kw_only=True)
class Sizes:
    """Bytes on the disk, by table of the engine and for the records, after so many rounds; `peak` the most
    that the engine's folder had at the end of a round."""

    rounds: int
    tables: Mapping[str, int] = field(default_factory=dict)
    records: int = 0
    peak: int = 0

    def total(self) -> int:
        return sum(self.tables.values()) + self.records


def answer(number: int, at: datetime, scan: str) -> EndpointResult:
    endpoint = Endpoint(address=Address.parse(f"192.0.{2 + number // 250}.{1 + number % 250}"), port=80)
    service, moment = service_id(endpoint), f"{at:%a, %d %b %Y %H:%M:%S} GMT"
    data = f"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: {moment}\r\n\r\n{PAGE}{own(number)}"
    seen = Observation(
        id=observation_id(service, at, data), service=service, endpoint=endpoint, timestamp=at, duration=0.1,
        vantage=HERE, scan=scan, clause="192.0.2.0/24", module="http", product="nginx", data=data,
        hash=number,
    )  # fmt: skip
    return EndpointResult(index=number, observation=seen, outcomes=verdicts(number, seen), checked=True)


def own(number: int) -> str:
    """What a page has that no other has: it does not get smaller by being stored beside others."""
    return "".join(digest("page", str(number), str(part)) for part in range(6))


def verdicts(number: int, seen: Observation) -> tuple[CheckOutcome, ...]:
    if number % OPEN_OF:
        return ()
    talk = tuple(
        TranscriptLine(
            sent=bool(n % 2), at=n / 8, length=400, digest=digest(seen.id, str(n)) * 2, excerpt=PAGE[:200]
        )
        for n in range(4)
    )
    judged = CheckResult(
        look=digest("look", seen.id), finding=finding_id(seen.service, "http_listing_open"),
        service=seen.service, observation=seen.id, endpoint=seen.endpoint, check="http_listing_open",
        at=seen.timestamp, vantage=HERE, scan=seen.scan, clause=seen.clause,
        verdict=found_open(ExposureKind.DATA, "a listing"), identity="", product="nginx", transcript=talk,
    )  # fmt: skip
    held = (LabelCount(label="email_address", count=3, distinct=3),)
    evidence = Evidence(holds=held, items=2, bytes=900, severity=Severity.HIGH)
    finding = Finding(judged=judged, severity=Severity.HIGH, size=Size(records=12), evidence=evidence)
    return (CheckOutcome(judged=judged, finding=finding),)


def scanned(workspace: Workspace, services: int, at: datetime, name: str) -> None:
    record = ScanRecord(
        id=digest("growth", name), targets=("192.0.2.0/24",), ports="80", method="connect", seed=1,
        total=services, started=at, vantage=HERE.name,
    )  # fmt: skip
    ScanWriter(Changes(workspace.store.records)).put(record)
    recorder = ScanRecorder(workspace=workspace, record=record)
    for begin in range(0, services, BATCH):
        some = range(begin, min(begin + BATCH, services))
        recorder.store_batch([answer(number, at, record.id) for number in some], some.stop)
    recorder.finish("finished", _Swept(swept=services, found=services), 1.0, lambda: False)


def on_disk(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def sizes(workspace: Workspace, rounds: int, peak: int) -> Sizes:
    client = workspace.store.client
    for table in ("services", "history", "observation_index", "verdicts", "findings", "cases"):
        client.command(f"OPTIMIZE TABLE {table} FINAL")
    found = client.query(
        "SELECT table, toInt64(sum(bytes_on_disk)) AS n FROM system.parts "
        "WHERE active AND database = currentDatabase() GROUP BY table"
    )
    with workspace.store.records.database.bare() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    records = (workspace.data / "records.sqlite").stat().st_size
    return Sizes(
        rounds=rounds, tables={row["table"]: int(row["n"]) for row in found}, records=records, peak=peak
    )


def grown(workspace: Workspace, clock: Clock, wanted: argparse.Namespace) -> Iterator[Sizes]:
    """After each tenth of the rounds, until the time is over."""
    began, peak = time.monotonic(), 0
    for number in range(1, wanted.rounds + 1):
        clock.now += timedelta(hours=6)
        scanned(workspace, wanted.services, clock.now, str(number))
        peak = max(peak, on_disk(workspace.data / "engine"))
        over = time.monotonic() - began > wanted.seconds
        if over or number % max(1, wanted.rounds // 12) == 0:
            yield sizes(workspace, number, peak)
        if over:
            return


def figures(services: int, found: list[Sizes]) -> list[Figure]:
    first, last = found[len(found) // 3], found[-1]
    looks = services * (last.rounds - first.rounds)

    def per_look(after: int, before: int) -> float:
        return (after - before) / looks

    names = sorted(last.tables)
    by_table = {name: per_look(last.tables[name], first.tables.get(name, 0)) for name in names}
    by_table["records"] = per_look(last.records, first.records)
    year = sum(by_table.values()) * MANY * YEAR_ROUNDS / 1e9
    return [
        Figure(name="rounds", value=last.rounds, unit="of every 6 h"),
        *(Figure(name=f"{name}_bytes_per_look", value=size, unit="B") for name, size in by_table.items()),
        Figure(name="total_mb", value=last.total() / 1e6, unit="MB"),
        Figure(name="engine_peak_mb", value=last.peak / 1e6, unit="MB"),
        Figure(name="year_50000_gb", value=year, unit="GB, extrapolated", goal="<= 10"),
    ]


def main() -> int:
    given = argparse.ArgumentParser()
    for name, value in (("services", SERVICES), ("rounds", ROUNDS), ("seconds", SECONDS)):
        given.add_argument(f"--{name}", type=int, default=value)
    wanted, clock = given.parse_args(), Clock()
    with tempfile.TemporaryDirectory() as made:
        environ = {"LEFTOPEN_CONFIG": str(Path(made) / "config")}
        with open_workspace(Path(made) / "data", {}, environ=environ, clock=clock) as workspace:
            found = []
            for one in grown(workspace, clock, wanted):
                found.append(one)
                sys.stderr.write(f"{one.rounds} rounds: {one.tables} records {one.records}\n")
    show("growth", f"{wanted.services:,} services, one in {OPEN_OF} open", figures(wanted.services, found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
