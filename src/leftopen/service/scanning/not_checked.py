"""What a scan could not check, and why: a count and a few examples for each reason.

A summary that only counts what was found looks complete when it is not: hosts outside the scope, hosts that
answer on every port, and services about which nothing was decided are named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.examined import SHORT, ExaminedVerdict, UnexaminedKind
from leftopen.model.facts import Json
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.scan import ScanRecord, Unchecked
from leftopen.model.scope import Permit
from leftopen.model.site_name import Unasked, UnaskedNames
from leftopen.model.verdict import WHY, Reason, State, Verdict
from leftopen.service.scanning.clauses import shared_clause
from leftopen.sweep.targets import Targets

MOST_EXAMPLES = 10
# Which links were not followed is a question of its own: a page's owner looks for one of them.
MOST_LINKS = 200
# Addresses that are asked for their clause, and addresses that are remembered as counted.
MOST_ADDRESSES = 65_536
HOST, SERVICE, SITE, LINK, NAME = "host", "service", "site", "link", "name"
EVERY_PORT, ENDED, MIGHT_ACT = "every_port", "process_ended", "might_act"
TEXTS = {
    EVERY_PORT: "accepts connections on every port, which proves nothing",
    ENDED: "the process that examined it ended each time, or had an internal error",
    MIGHT_ACT: "not followed, since they might act",
}
NAMES = {
    Unasked.FOREIGN: "not below a domain of the scope's organisation; if one is yours, list it with --names",
    Unasked.DENIED: "denied by the scope",
    Unasked.ELSEWHERE: "resolve to other addresses now",
    Unasked.NO_ADDRESS: "have no address, and no list and no certificate says that they belong here",
    Unasked.LIMIT: "left out: the setting names_per_service",
    Unasked.LATE: "left out: the names before them took too long",
    Unasked.INVALID: "cannot be asked: no host names, or they contain personal data",
    Unasked.NO_RESPONSE: "the server gives no response under this name",
}
_REFUSED = Reason.OUT_OF_SCOPE.value


@dataclass(slots=True, kw_only=True)
class NotChecked:
    """By reason, explanation and unit, of all runs of a scan. What a killed run did before it stored how far
    it was is done again, and may be counted twice."""

    reasons: dict[tuple[str, str, str], Unchecked] = field(default_factory=dict)
    _hosts: set[Address] = field(default_factory=set)

    @classmethod
    def resumed(cls, scan: ScanRecord) -> NotChecked:
        """With what earlier runs of the scan counted."""
        return cls(reasons={(one.reason, one.why, one.unit): one for one in scan.not_checked or ()})

    def service(self, observation: Observation, verdicts: list[Verdict], *, suspect: bool = False) -> None:
        """One service, or site of it with a name, once for each reason; none where something is open.
        `suspect`: its host accepts on every port, and is counted once, as a host."""
        word = observation.examined
        if word is not None and word.verdict is ExaminedVerdict.OPEN:
            return
        if suspect:
            self._host(observation.endpoint.address)
            return
        reasons = {one.reason.value: WHY[one.reason] for one in verdicts if one.state is State.UNKNOWN}
        if word is not None and word.kind is not None and word.reason is None:
            reasons.setdefault(word.kind.value, SHORT[word.kind])
        elif word is not None and word.kind is not None and word.reason is not None and not word.check:
            reasons.setdefault(word.reason.value, WHY[word.reason])
        if observation.module == UNKNOWN:
            kind = UnexaminedKind.NOT_IDENTIFIED
            reasons.setdefault(kind.value, SHORT[kind])
        for reason, why in reasons.items():
            self._talked(reason, why, observation.endpoint)

    def lost(self, endpoint: Endpoint) -> None:
        """A service without any result."""
        self._talked(ENDED, TEXTS[ENDED], endpoint)

    def links(self, endpoint: Endpoint, paths: Sequence[str]) -> None:
        """The links of one service that were not followed."""
        for path in paths:
            self._add(MIGHT_ACT, TEXTS[MIGHT_ACT], LINK, f"{endpoint}{path}")

    def names(self, endpoint: Endpoint, unasked: Sequence[UnaskedNames]) -> None:
        """The names under which one service was not asked, or gave no response."""
        for one in unasked:
            for at, example in enumerate(one.examples):
                count = one.count - len(one.examples) + 1 if at == 0 else 1
                self._add(one.why.value, NAMES[one.why], NAME, f"{endpoint} {example}", count)

    def refused(self, targets: Targets, permit: Callable[[Address], Permit]) -> None:
        """The hosts that the scope does not allow, by clause, now that the last run ends."""
        self.reasons = {key: one for key, one in self.reasons.items() if one.reason != _REFUSED}
        step = max(1, -(-targets.count // MOST_ADDRESSES))
        for index in range(0, targets.count, step):
            found = permit(address := targets[index])
            if not found.allowed:
                clause, count = shared_clause(found.clause, address), min(step, targets.count - index)
                self._add(_REFUSED, clause, HOST, str(address), count, exact=step == 1)

    def lines(self) -> tuple[Unchecked, ...]:
        """The most frequent reason first."""
        return tuple(
            sorted(self.reasons.values(), key=lambda one: (-one.count, one.reason, one.why, one.unit))
        )

    def _host(self, address: Address) -> None:
        if address in self._hosts or len(self._hosts) >= MOST_ADDRESSES:
            return
        self._hosts.add(address)
        self._add(EVERY_PORT, TEXTS[EVERY_PORT], HOST, str(address))

    def _talked(self, reason: str, why: str, endpoint: Endpoint) -> None:
        unit = SITE if endpoint.name else SERVICE
        self._add(reason, why, unit, f"{endpoint} {endpoint.name}".rstrip())

    def _add(
        self, reason: str, why: str, unit: str, example: str, count: int = 1, *, exact: bool = True
    ) -> None:
        old = self.reasons.get((reason, why, unit)) or Unchecked(reason=reason, why=why, unit=unit)
        room = len(old.examples) < (MOST_LINKS if unit == LINK else MOST_EXAMPLES)
        examples = (*old.examples, example) if room else old.examples
        self.reasons[reason, why, unit] = replace(
            old, count=old.count + count, exact=exact, examples=examples
        )


def json_lines(found: Iterable[Unchecked]) -> list[Json]:
    """As a scan's summary and its record show it."""
    return [{**asdict(one), "examples": list(one.examples)} for one in found]
