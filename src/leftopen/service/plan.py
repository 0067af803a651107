"""What a scan would send and how long it takes; nothing is sent to find out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.scope.classes import is_loopback
from leftopen.scope.decide import Scope
from leftopen.service import targets
from leftopen.service.desk import Desk
from leftopen.sweep import ports as port_words
from leftopen.sweep.targets import Targets

COUNTED = 65_536
CONTROLS = 3
CONNECTS_PER_SECOND = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`allowed` and `refused` count addresses (`exact` False: estimated from an even sample). `probes` one
    connect attempt each, `retries` at most as many again for those that stay silent; per address that
    answers, `controls` more. `seconds` at the given rate, without the talk; `talk` the most connections and
    requests to one service by all checks together. `clauses` clause → addresses."""

    addresses: int
    allowed: int
    refused: int
    exact: bool
    ports: int
    probes: int
    retries: int
    controls: int
    rate: int
    seconds: float
    talk: int
    clauses: dict[str, int]

    def line(self) -> dict[str, Json]:
        names = ("addresses", "allowed", "refused", "exact", "ports", "probes", "retries", "controls", "rate")
        fields: dict[str, Json] = {name: getattr(self, name) for name in names}
        clauses: dict[str, Json] = dict(self.clauses)
        return {
            "type": "plan",
            **fields,
            "seconds": round(self.seconds, 1),
            "talk": self.talk,
            "clauses": clauses,
        }


async def plan(desk: Desk, words: Sequence[str], ports: str, rate: int | None = None) -> Plan:
    """Raises LeftopenError for targets or ports that can't be read."""
    records = desk.store.records.scopes.list()
    named = await targets.read(words, records)
    scope = Scope(records=records, pinned=named.pinned)
    numbers = port_words.parse(ports)
    everything = named.targets
    step = max(1, len(everything) // COUNTED)
    clauses: Counter[str] = Counter()
    allowed = looked = 0
    local = True
    for index in range(0, len(everything), step):
        address = everything[index]
        permit = scope.permit(address, desk.clock())
        looked += 1
        allowed += permit.allowed
        local = local and (is_loopback(address) or not permit.allowed)
        clauses[("allowed: " if permit.allowed else "refused: ") + _shared(permit.clause, address)] += 1
    return _plan(everything, allowed, looked, numbers, desk, rate, local, clauses)


def _shared(clause: str, address: Address) -> str:
    """The clause without the address, so that all addresses that it decides are counted together."""
    clause = clause.removeprefix(f"{address} is ")
    for words in (f" names {address}", f" for {address}"):
        clause = clause.replace(words + " ", words.replace(str(address), "it") + " ")
        clause = clause.removesuffix(words) + " names it" if clause.endswith(words) else clause
    return clause


def _plan(
    everything: Targets,
    allowed: int,
    looked: int,
    numbers: Sequence[int],
    desk: Desk,
    rate: int | None,
    local: bool,
    clauses: Counter[str],
) -> Plan:
    share = len(everything) / max(looked, 1)
    mine = round(allowed * share)
    probes = mine * len(numbers)
    # Loopback is uncapped: there the machine's own speed is the limit.
    speed = CONNECTS_PER_SECOND if local else rate or desk.settings.rate
    return Plan(
        addresses=len(everything),
        allowed=mine,
        refused=len(everything) - mine,
        exact=looked == len(everything),
        ports=len(numbers),
        probes=probes,
        retries=probes,
        controls=CONTROLS * mine,
        rate=0 if local else speed,
        seconds=probes / speed,
        talk=sum(check.requests for check in catalogue.checks().values()),
        clauses={clause: round(count * share) for clause, count in clauses.most_common(20)},
    )
