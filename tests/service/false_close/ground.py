"""One data folder and its servers for all false closures; each test gets its own loopback address."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from leftopen.cases import event_schema
from leftopen.cases.closure_rules import conclude
from leftopen.model.case import Case
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.scanning.verify import RecheckResult, verify
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.store.records.entities.cases.cases import Cases
from tests.pipeline.loopback import Loopback, Talk
from tests.service.office import Line, office, scanned


@dataclass(slots=True, kw_only=True)
class Clock:
    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.later


@dataclass(slots=True, kw_only=True)
class Ground:
    workspace: Workspace
    loopback: Loopback
    clock: Clock
    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def address(self) -> str:
        number = next(self._numbers)
        return f"127.66.{number // 250}.{number % 250 + 1}"

    def opened(self, talk: Talk, host: str = "", **serve: object) -> Case:
        """Serves it, scans it, and gives its case. Half an hour later the test goes on."""
        host = host or self.address()
        port = self.loopback.serve(talk, host=host, **serve)  # type: ignore[arg-type]
        case = self.case_of(self.scan(host, port))
        self.pass_minutes(30)
        return case

    def scan(self, host: str, *ports: int) -> list[Line]:
        return scanned(self.workspace, ports, words=host)

    def case_of(self, lines: list[Line]) -> Case:
        [case] = [line for line in lines if line["type"] == "case"]
        return Cases(self.workspace.store.records).get(case["id"])

    def look(self, case: Case) -> RecheckResult:
        return asyncio.run(verify(self.workspace, case.id))

    def looks(self, case: Case, times: int, minutes: float = 11) -> RecheckResult:
        for _ in range(times):
            result = self.look(case)
            self.pass_minutes(minutes)
        return result

    def pass_minutes(self, minutes: float) -> None:
        self.clock.later += timedelta(minutes=minutes)

    def now(self, case: Case) -> Case:
        return Cases(self.workspace.store.records).get(case.id)

    def sentence(self, case: Case) -> str:
        """What the rules say of it now, without a further check."""
        looks = event_schema.looks(Cases(self.workspace.store.records).events(case.id))
        return conclude(self.now(case), looks, self.clock()).because


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    clock = Clock()
    with Loopback() as loopback, office(folder, clock) as workspace:
        allowed = [
            record(one, authorised_by="A.", until=None, now=clock()) for one in ("127.0.0.0/8", "::1/128")
        ]
        scopes.add(workspace, allowed, by="a test")
        yield Ground(workspace=workspace, loopback=loopback, clock=clock, folder=folder)
