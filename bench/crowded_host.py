"""How fast the page of a host with 65,535 open ports comes, and how heavy it is.

    crowded_host.py [--times N]
    the page of each host N times, 40

Four hosts of one store behind `leftopen serve`, a process of its own: all ports answer alike (`alike`), each
in its own way (`different`), alike and seen twice (`seen_again`), alike with 300 open cases
(`cases`). `p50_ms` is the median of the times until the whole page was here, over connections of their own on
loopback; `cpu_ms` the processor time that server and engine spent on one page, which a busy machine hardly
changes; `kb` the page before compression.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._cpu import milliseconds, servers
from bench._report import Figure, show
from bench.web import NotMeasured, cookies, serving
from leftopen.cases import event_schema
from leftopen.model.address import Address
from leftopen.model.case import CaseEventKind
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id, digest, finding_id, observation_id, service_id
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind
from leftopen.model.verdict import opened as found_open
from leftopen.service.cases.case_updates import store_finding
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter

TIMES, PORTS, CASES, AT_ONCE = 40, 65_535, 300, 16_000
HERE = Vantage(place=Place.INTERNET, name="bench")
HOSTS = {"alike": "192.0.2.1", "different": "192.0.2.2", "seen_again": "192.0.2.3", "cases": "192.0.2.4"}
AGAIN = {"seen_again": 2}


def observation(address: str, port: int, at: datetime, data: str) -> Observation:
    endpoint = Endpoint(address=Address.parse(address), port=port)
    service = service_id(endpoint)
    return Observation(
        id=observation_id(service, at, data), service=service, endpoint=endpoint, timestamp=at, duration=0.1,
        vantage=HERE, scan="bench", clause="192.0.2.0/24", module="unknown", data=data, hash=hash_of(data),
    )  # fmt: skip


def hash_of(data: str) -> int:
    return int(digest(data)[:7], 16)


def answers(name: str, now: datetime) -> Iterator[Observation]:
    for number in range(AGAIN.get(name, 1)):
        at = now - timedelta(days=number)
        for port in range(1, PORTS + 1):
            data = f"220 service {port} ready" if name == "different" else "220 ready"
            yield observation(HOSTS[name], port, at, data)


def filled(workspace: Workspace) -> None:
    now, writer = workspace.clock(), ObservationWriter(workspace.store.client)
    for name in HOSTS:
        seen = list(answers(name, now))
        for begin in range(0, len(seen), AT_ONCE):
            writer.add(seen[begin : begin + AT_ONCE])
        if name == "cases":
            for one in seen[:CASES]:
                case(workspace, one)


def case(workspace: Workspace, o: Observation) -> None:
    judged = CheckResult(
        look=digest("look", o.id), finding=finding_id(o.service, "ftp_anonymous"), service=o.service,
        observation=o.id, endpoint=o.endpoint, check="ftp_anonymous", at=o.timestamp, vantage=HERE,
        scan=o.scan, clause=o.clause, verdict=found_open(ExposureKind.DATA, ""), identity="", product="",
        transcript=(),
    )  # fmt: skip
    evidence = Evidence(holds=(), items=0, bytes=0, severity=Severity.HIGH)
    finding = Finding(judged=judged, severity=Severity.HIGH, size=Size(), evidence=evidence)
    id = case_id(judged.finding, judged.identity)
    body = event_schema.detection_body(finding, None)
    CaseWriter(Changes(workspace.store.records)).append(
        id, CaseEventKind.DETECTED, o.timestamp, "bench", body
    )
    store_finding(workspace.store, finding)


def asked(port: int, path: str, cookie: str) -> tuple[float, int]:
    """Milliseconds, and bytes of the page."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200 or b'class="panel services"' not in body:
        raise NotMeasured(f"{path}: {answer.status}, {len(body)} bytes")
    return 1000 * (time.perf_counter() - began), len(body)


def measured(port: int, people: Iterator[str], times: int) -> Sequence[Figure]:
    figures = []
    for name, address in HOSTS.items():
        asked(port, f"/host/{address}", next(people))
        of, before = servers(), milliseconds(servers())
        got = [asked(port, f"/host/{address}", next(people)) for _ in range(times)]
        spent = (milliseconds(of) - before) / times
        ms, size = statistics.median(ms for ms, _ in got), max(size for _, size in got)
        figures.append(Figure(name=f"{name}_p50_ms", value=ms, unit="ms", goal="<= 300"))
        figures.append(Figure(name=f"{name}_cpu_ms", value=spent, unit="ms", goal="<= 300"))
        figures.append(Figure(name=f"{name}_kb", value=size / 1000, unit="kB", goal="<= 400"))
    return figures


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--times", type=int, default=TIMES)
    wanted = given.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
        with open_workspace(folder / "data", {}, environ=environ) as workspace:
            filled(workspace)
            with serving(workspace.data, folder / "config") as port:
                figures = measured(port, cookies(workspace, port), wanted.times)
    work = f"the page of a host with {PORTS:,} open ports, one after the other, {wanted.times} times each"
    show("crowded_host", work, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
