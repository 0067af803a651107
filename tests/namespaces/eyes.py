"""Looking from a namespace, by a clock that the test tells: the network is real, the half hours are not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.scanning.scan import ScanRequest, scan
from leftopen.service.scanning.verify import RecheckResult, verify
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.servers.namespaces import TARGET, Namespace, Net

Line = Mapping[str, Json]
BEGAN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Clock:
    """Says what it is told; every reading is a millisecond after the last, so that no two looks are one."""

    now: datetime = BEGAN

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass(slots=True, kw_only=True)
class Eyes:
    """The product over one data folder, run inside a namespace; `flags` are its settings."""

    net: Net
    folder: Path
    clock: Clock
    # Where nothing answers, every opener waits for its connection, until the deadline.
    flags: dict[str, object] = field(
        default_factory=lambda: {"connect_timeout": 0.3, "deadline": 4, "vantage": "internet"}
    )

    def scan(self, *ports: int, target: str = TARGET) -> list[Line]:
        """Every line of one scan from vantage `a`."""
        wanted = ScanRequest(words=(target,), ports=",".join(map(str, ports)), fresh=True)

        def run() -> list[Line]:
            with self._desk("a") as workspace:
                return asyncio.run(_lines(workspace, wanted))

        return self.net.scanner.within(run)

    def look(self, case: Case, vantage: str = "a") -> RecheckResult:
        """One `verify` from that vantage."""

        def run() -> RecheckResult:
            with self._desk(vantage) as workspace:
                return asyncio.run(verify(workspace, case.id))

        return self._place(vantage).within(run)

    def cases(self) -> list[Case]:
        with self._desk("a") as workspace:
            return Cases(workspace.store.records).list(None)

    def the_case(self, port: int) -> Case:
        (case,) = [one for one in self.cases() if one.port == port]
        return case

    def chain(self) -> str:
        """'' when the chain of events holds."""
        with self._desk("a") as workspace:
            return Cases(workspace.store.records).verify_chain()[1]

    def authorise(self, *targets: str, days: int = 30, rate: int = 0) -> None:
        now = self.clock()
        until = now + timedelta(days=days)
        with self._desk("a") as workspace:
            scopes.add(
                workspace,
                [record(one, authorised_by="the tests", until=until, now=now, rate=rate) for one in targets],
            )

    def _place(self, vantage: str) -> Namespace:
        return {"a": self.net.scanner, "b": self.net.second}[vantage]

    @contextmanager
    def _desk(self, vantage: str) -> Iterator[Workspace]:
        flags = {**self.flags, "vantage_name": vantage}
        environ = {"LEFTOPEN_CONFIG": str(self.folder / "config")}
        with open_workspace(self.folder / "data", flags, environ=environ, clock=self.clock) as workspace:
            yield workspace


async def _lines(workspace: Workspace, wanted: ScanRequest) -> list[Line]:
    return [line async for line in scan(workspace, wanted, lambda progress: None, asyncio.Event())]
