"""What a scan could not check, and why: a count and a few examples for each reason.

A summary that only counts what was found looks complete when it is not: hosts outside the scope, hosts that
answer on every port, and services whose checks ended without a verdict are named here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.scope import Permit
from leftopen.model.verdict import WHY, Reason, State, Verdict
from leftopen.service.scanning.clauses import shared_clause
from leftopen.sweep.targets import Targets

MOST_EXAMPLES = 10
# Addresses that are asked for their clause, and addresses that are remembered as counted.
MOST_ADDRESSES = 65_536
HOST, SERVICE, LINK = "host", "service", "link"
UNIDENTIFIED, EVERY_PORT, ENDED, MIGHT_ACT = "not_identified", "every_port", "process_ended", "might_act"


@dataclass(slots=True, kw_only=True)
class Unchecked:
    """`unit` is `host`, `service` or `link`; `exact` False: estimated from an even sample."""

    reason: str
    why: str
    unit: str
    count: int = 0
    exact: bool = True
    examples: list[str] = field(default_factory=list)

    def add(self, example: str, count: int = 1) -> None:
        self.count += count
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(example)


@dataclass(slots=True, kw_only=True)
class NotChecked:
    """By reason and explanation; counts of this run."""

    reasons: dict[tuple[str, str], Unchecked] = field(default_factory=dict)
    _hosts: set[Address] = field(default_factory=set)

    def service(self, observation: Observation, verdicts: list[Verdict], *, suspect: bool = False) -> None:
        """One service, once for each reason. `suspect`: its host accepts on every port, and is counted once,
        as a host."""
        if suspect:
            self._host(observation.endpoint.address)
            return
        for reason in dict.fromkeys(one.reason for one in verdicts if one.state is State.UNKNOWN):
            self._of(reason.value, WHY[reason], SERVICE).add(str(observation.endpoint))
        if observation.module == "unknown":
            self._of(UNIDENTIFIED, "not identified", SERVICE).add(str(observation.endpoint))

    def lost(self, endpoint: Endpoint) -> None:
        """A service without any result."""
        why = "the process that examined it ended each time, or had an internal error"
        self._of(ENDED, why, SERVICE).add(str(endpoint))

    def links(self, endpoint: Endpoint, paths: Sequence[str]) -> None:
        """The links of one service that were not followed."""
        for path in paths:
            self._of(MIGHT_ACT, "not followed, since they might act", LINK).add(f"{endpoint}{path}")

    def refused(self, targets: Targets, permit: Callable[[Address], Permit]) -> None:
        """The hosts that the scope does not allow, by clause."""
        step = max(1, -(-targets.count // MOST_ADDRESSES))
        for index in range(0, targets.count, step):
            found = permit(address := targets[index])
            if not found.allowed:
                one = self._of(Reason.OUT_OF_SCOPE.value, shared_clause(found.clause, address), HOST)
                one.add(str(address), min(step, targets.count - index))
                one.exact = step == 1

    def lines(self) -> list[Json]:
        """The most frequent reason first."""
        found = sorted(self.reasons.values(), key=lambda one: (-one.count, one.reason, one.why))
        return [
            {
                "reason": one.reason,
                "why": one.why,
                "unit": one.unit,
                "count": one.count,
                "exact": one.exact,
                "examples": list(one.examples),
            }
            for one in found
        ]

    def _host(self, address: Address) -> None:
        if address in self._hosts or len(self._hosts) >= MOST_ADDRESSES:
            return
        self._hosts.add(address)
        self._of(EVERY_PORT, "accepts connections on every port, which proves nothing", HOST).add(
            str(address)
        )

    def _of(self, reason: str, why: str, unit: str) -> Unchecked:
        return self.reasons.setdefault((reason, why), Unchecked(reason=reason, why=why, unit=unit))
