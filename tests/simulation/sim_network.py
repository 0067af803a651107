"""Simulated servers, and what the check of a case sees of them. No packet leaves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from leftopen.model.evidence import Evidence
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import digest, finding_id
from leftopen.model.observation import Observation
from leftopen.model.scope import Permit
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, Verdict, closed, opened, unknown
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.pipeline.run_checks import Recheck
from tests.simulation.clock import SimClock
from tests.web.console.furnished import HERE

CONTROL = "tcp 192.0.2.7:22"


class Server(StrEnum):
    """How a server really is. `blocks_us`: it is open, and drops only this scanner's packets; `denies_us`: it
    is open, and denies only this scanner every page."""

    OPEN = "open"
    PASSWORD = "password"
    REFUSES = "refuses"
    SILENT = "silent"
    BLOCKS_US = "blocks us"
    DENIES_US = "denies us"
    GARBLED = "garbled"
    BUSY = "busy"
    STRANGER = "stranger"


REALLY_CLOSED = frozenset({Server.PASSWORD, Server.REFUSES})
VERDICTS = {
    Server.OPEN: opened(ExposureKind.DATA),
    Server.PASSWORD: closed(Reason.PASSWORD_ASKED),
    Server.REFUSES: unknown(Reason.REFUSED, Phase.CONNECT),
    Server.SILENT: unknown(Reason.TIMEOUT, Phase.CONNECT),
    Server.BLOCKS_US: unknown(Reason.TIMEOUT, Phase.CONNECT),
    Server.DENIES_US: unknown(Reason.DENIED_EVERYWHERE),
    Server.GARBLED: unknown(Reason.NOT_UNDERSTOOD),
    Server.BUSY: unknown(Reason.CUT, Phase.ASK),
    Server.STRANGER: closed(Reason.PASSWORD_ASKED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One check of a case, with what was true at that moment. `shown`: what the clock of the machine said."""

    id: str
    service: str
    at: datetime
    shown: datetime
    truth: Server
    verdict: Verdict
    control: bool


@dataclass(slots=True, kw_only=True)
class SimNetwork:
    """`servers` by the id of their service. `uplink`: does this scanner's own connection work? `asked`: when
    the check of each service was last begun."""

    clock: SimClock
    severities: dict[str, Severity]
    servers: dict[str, Server] = field(default_factory=dict)
    uplink: bool = True
    looks: dict[str, Look] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)
    _control: bool = False
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def positive_control(self, *_: object) -> str:
        return CONTROL if self.uplink else ""

    async def recheck(
        self, original: Observation, check: str, permit: Permit, context: object, route: object = ()
    ) -> Recheck:
        truth = self.servers[original.service]
        self.asked[original.service] = self.clock.now
        verdict = VERDICTS[truth] if self.uplink else unknown(Reason.TIMEOUT, Phase.CONNECT)
        if not permit.allowed:
            verdict = unknown(Reason.OUT_OF_SCOPE, Phase.GATE)
        other = truth is Server.STRANGER and verdict.state is State.CLOSED
        identity = "tls-key:SHA256:other" if other else original.identity
        judged = replace(self.judged(original, check, verdict), identity=identity)
        self.looks[judged.look] = Look(
            id=judged.look, service=original.service, at=self.clock.now, shown=judged.at, truth=truth,
            verdict=verdict, control=permit.allowed and self.uplink,
        )  # fmt: skip
        found = self.finding(judged) if verdict.state is State.OPEN else None
        return Recheck(outcome=CheckOutcome(judged=judged, finding=found))

    def judged(self, o: Observation, check: str, verdict: Verdict) -> CheckResult:
        return CheckResult(
            look=digest("look", str(next(self._numbers)), o.id), finding=finding_id(o.service, check),
            service=o.service, observation=o.id, endpoint=o.endpoint, check=check, at=self.clock(),
            vantage=HERE, scan="verify", clause="", verdict=verdict, identity=o.identity, product=o.product,
        )  # fmt: skip

    def finding(self, judged: CheckResult) -> Finding:
        severity = self.severities[judged.service]
        return Finding(
            judged=judged, severity=severity, size=Size(records=7, at_least=True),
            evidence=Evidence(holds=(), items=7, bytes=900, severity=severity),
        )  # fmt: skip


@dataclass(slots=True)
class SimEngine:
    """Where observations would be stored for searches: nothing here searches."""

    def insert(self, table: str, rows: object, *, key: str | None) -> None:
        pass

    def query(self, *_: object) -> list[dict[str, object]]:
        return []

    def close(self) -> None:
        pass


@dataclass(slots=True)
class SimObservations:
    """The observations at which the cases were found."""

    known: dict[str, Observation] = field(default_factory=dict)

    def find(self, identifier: str) -> Observation | None:
        return self.known.get(identifier)

    def latest(self, service: str) -> Observation | None:
        return next((one for one in self.known.values() if one.service == service), None)
