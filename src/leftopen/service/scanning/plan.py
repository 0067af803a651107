"""Estimates what a scan would send and how long it takes, without sending anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.scope import Permit
from leftopen.pipeline.crawl import REQUESTS
from leftopen.scope.classes import is_loopback
from leftopen.scope.decide import Scope
from leftopen.scope.site_names import domains_of
from leftopen.service.scanning import targets, udp_questions
from leftopen.service.scanning.clauses import shared_clause
from leftopen.service.scanning.controls import RANDOM_PORTS
from leftopen.service.workspace.workspace import Workspace
from leftopen.settings import Settings
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.scopes import Scopes
from leftopen.sweep.targets import Targets

COUNTED = 65_536
CONNECTS_PER_SECOND = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`allowed` and `refused` count addresses (`exact` False: estimated from an even sample). `probes` is one
    connect attempt each, `retries` at most as many again for those that stay silent; per address that
    responds, `controls` more. `rate` is the most attempts a second in all (0: this machine is the limit);
    `seconds` the time at the strictest limit, without talks; `talk` the most connections and requests to one
    service by all checks together and by the crawl of a web server, for each of at most `names` names.
    `reverse`: addresses whose reverse records may be asked. `clauses` clause → addresses;
    `datagrams` UDP question → its bytes."""

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
    names: int
    reverse: int
    clauses: dict[str, int]
    datagrams: Mapping[str, int] = field(default_factory=dict)

    def line(self) -> dict[str, Json]:
        names = ("addresses", "allowed", "refused", "exact", "ports", "probes", "retries", "controls", "rate")
        fields: dict[str, Json] = {name: getattr(self, name) for name in names}
        clauses: dict[str, Json] = dict(self.clauses)
        return {
            "type": "plan",
            **fields,
            "seconds": round(self.seconds, 1),
            "talk": self.talk,
            "names": self.names,
            "reverse": self.reverse,
            "clauses": clauses,
            "datagrams": dict(self.datagrams),
        }


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What the scope permits for the sampled addresses; `slow` (record, its rate) → addresses."""

    looked: int = 0
    allowed: int = 0
    named: int = 0
    local: bool = True
    clauses: Counter[str] = field(default_factory=Counter)
    slow: Counter[tuple[str, int]] = field(default_factory=Counter)

    def look(self, address: Address, permit: Permit) -> None:
        own = is_loopback(address)
        self.looked += 1
        self.allowed += permit.allowed
        self.named += permit.allowed and bool(permit.domains)
        self.local = self.local and (own or not permit.allowed)
        word = "allowed: " if permit.allowed else "refused: "
        self.clauses[word + shared_clause(permit.clause, address)] += 1
        if permit.allowed and permit.rate and not own:
            self.slow[permit.record, permit.rate] += 1


async def plan(workspace: Workspace, words: Sequence[str], ports: str, rate: int | None = None) -> Plan:
    """Plans a scan. Raises LeftopenError for invalid targets or ports."""
    both = udp_questions.ports(ports)
    records = Scopes(workspace.store.records).list()
    named = await targets.resolve_targets(words, records, resolver=workspace.resolver)
    domains = domains_of(Organisations(workspace.store.records).list())
    scope = Scope(records=records, pinned=named.pinned, domains=domains)
    everything = named.targets
    seen = _Seen()
    for index in range(0, len(everything), max(1, len(everything) // COUNTED)):
        address = everything[index]
        seen.look(address, scope.permit(address, workspace.clock()))
    found = _plan(
        everything, seen, udp_questions.per_address(both), rate or workspace.settings.rate, workspace.settings
    )
    return replace(found, datagrams=udp_questions.datagrams(both))


def _plan(everything: Targets, seen: _Seen, ports: int, rate: int, settings: Settings) -> Plan:
    share = len(everything) / max(seen.looked, 1)
    mine = round(seen.allowed * share)
    probes = mine * ports
    # Loopback is uncapped: there the machine's own speed is the limit.
    seconds = (
        probes / CONNECTS_PER_SECOND
        if seen.local
        else _paced(seen, share, ports, rate, settings.address_rate)
    )
    return Plan(
        addresses=len(everything),
        allowed=mine,
        refused=len(everything) - mine,
        exact=seen.looked == len(everything),
        ports=ports,
        probes=probes,
        retries=probes,
        controls=RANDOM_PORTS * mine,
        rate=0 if seen.local else rate,
        seconds=seconds,
        # A request that is refused is sent twice; a crawl has one random path more, beside what it saw.
        talk=sum(2 * (check.requests + check.control) for check in catalogue.checks().values())
        + REQUESTS
        + 1,
        names=settings.names_per_service,
        reverse=round(seen.named * share) if settings.resolve_names == "yes" else 0,
        clauses={clause: round(count * share) for clause, count in seen.clauses.most_common(20)},
    )


def _paced(seen: _Seen, share: float, ports: int, rate: int, address_rate: int) -> float:
    """The gate's three limits: in all, to one address, by one record. The strictest one decides."""
    in_all = seen.allowed * share * ports / rate
    by_record = [count * share * ports / limit for (_, limit), count in seen.slow.items()]
    return max(in_all, ports / address_rate, *by_record)
