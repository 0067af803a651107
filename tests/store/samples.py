"""Made-up rows, and an engine that leaves soon."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.model.address import Address
from leftopen.model.case import Case, CaseState
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.field_group import NOTHING, FieldGroup
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id, digest, finding_id, observation_id, site_id
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Verdict, opened
from leftopen.store.engine.client import Client
from leftopen.store.observations.observations import Observations
from leftopen.store.observations.writer import ObservationWriter
from tests.store.new_folder import new_engine

MEMORY = 2 * 1024**3
NOON = datetime(2023, 2, 8, 12, 0, 0, 123456, tzinfo=UTC)
HERE = Vantage(place=Place.INSIDE, name="here")


class Stored(Observations, ObservationWriter):
    """Reads and writes."""


@contextmanager
def engine(data: Path, idle: float = 1.0) -> Iterator[Client]:
    """A client of the engine child of a folder."""
    client = Client.local(new_engine(data), MEMORY, idle=idle)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def observations(data: Path) -> Iterator[Stored]:
    with engine(data) as client:
        yield Stored(client)


def engine_pid(data: Path) -> int:
    """The child that holds this folder's lock; this process may hold it for a moment itself, before it starts
    one. Raises LookupError."""
    inode = (data / "engine.lock").stat().st_ino
    for line in Path("/proc/locks").read_text().splitlines():
        words = line.split()
        if words[1] == "FLOCK" and int(words[5].rsplit(":", 1)[1]) == inode:
            if int(words[4]) == os.getpid():
                break
            return int(words[4])
    raise LookupError("no engine holds it")


def parts(client: Client, tables: Sequence[str]) -> dict[str, int]:
    """How many parts each of these tables has that has any."""
    found = client.query(
        "SELECT table, count() AS n FROM system.parts WHERE active AND database = currentDatabase() "
        "AND table IN {t:Array(String)} GROUP BY table",
        {"t": tables},
    )
    return {row["table"]: int(row["n"]) for row in found}


def seen(
    address: str = "192.0.2.7",
    port: int = 80,
    at: datetime = NOON,
    data: str = "HTTP/1.1 200 OK",
    **more: object,
) -> Observation:
    """One observation of that endpoint."""
    endpoint = Endpoint(address=Address.parse(address), port=port)
    service = site_id(endpoint)
    made = Observation(
        id=observation_id(service, at, data), service=service, endpoint=endpoint, timestamp=at,
        duration=0.25, vantage=HERE, scan="5ca1ab1e", clause="192.0.2.0/24 allowed by nobody", module="http",
        data=data,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def kept(o: Observation, first: datetime | None = None) -> Observation:
    """As it comes back from the store."""
    word = FieldGroup.EXAMINED if o.examined else NOTHING
    return replace(o, first_seen=first or o.timestamp, sees=o.sees | word)


def look(o: Observation, verdict: Verdict, minutes: int = 0, check: str = "redis_open") -> CheckResult:
    """A look at it, so many minutes later."""
    at = o.timestamp + timedelta(minutes=minutes)
    return CheckResult(
        look=digest(o.id, check, str(at)), finding=finding_id(o.service, check), service=o.service,
        observation=o.id, endpoint=o.endpoint, check=check, at=at, vantage=HERE, scan=o.scan, clause=o.clause,
        verdict=verdict, identity="ssh-key:SHA256:none", product="Redis",
        transcript=(TranscriptLine(sent=True, at=0.5, length=4, digest="ab" * 32, excerpt="PING"),),
    )  # fmt: skip


def held(o: Observation, severity: Severity = Severity.HIGH, minutes: int = 0, **labels: int) -> Finding:
    """A finding on it, that holds those labels."""
    judged = look(o, opened(ExposureKind.DATA), minutes)
    holds = tuple(LabelCount(label=label, count=count, distinct=1) for label, count in labels.items())
    return Finding(
        judged=judged, severity=severity, size=Size(records=300, bytes=3_000_000_000),
        evidence=Evidence(holds=holds, items=2, bytes=900, severity=severity),
    )  # fmt: skip


def case_of(o: Observation, state: CaseState = CaseState.OPEN, check: str = "redis_open") -> Case:
    finding = finding_id(o.service, check)
    return Case(
        id=case_id(finding, ""), finding=finding, service=o.service, check=check, endpoint=str(o.endpoint),
        address=str(o.endpoint.address), port=o.endpoint.port, realm=o.endpoint.realm, identity="",
        product="Redis", state=state, severity=Severity.HIGH, first_open=o.timestamp, last_open=o.timestamp,
        detected=o.timestamp, holds={"sf86": 2},
    )  # fmt: skip
