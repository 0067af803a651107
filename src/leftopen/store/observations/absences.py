"""Reads and writes the absences of services: `0008_absences.sql`.

A service is gone while its newest absence has no end, unless its whole host is silent. The answer that ends
it is found when observations are stored (`batch.Steps.answered`), whoever made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leftopen.model.absence import CERTAIN, Absence, AbsenceReason, MissedProbe
from leftopen.model.address import Address
from leftopen.present.timestamps import format_utc
from leftopen.query.days import micros
from leftopen.store.engine.client import Client
from leftopen.store.engine.mutations import Stops
from leftopen.store.observations import rows
from leftopen.store.observations.batch import PAIR

AT_ONCE, RANGES = 500, 50
NEVER = "toDateTime64(0, 6, 'UTC')"
_ASKED = (
    "SELECT toIPv6(pair.1), pair.2 FROM "
    "(SELECT arrayJoin(arrayZip({a:Array(String)}, {p:Array(UInt16)})) AS pair)"
)
_INDEXED = (
    "FROM observation_index WHERE address IN (SELECT toIPv6(arrayJoin({a:Array(String)}))) "
    f"AND (address, port) IN ({_ASKED}) AND transport = 'tcp'"
)
# The index has no realm; every service has a row in `services`.
_REALMS = (
    "SELECT DISTINCT service, toString(address) AS a, port, realm FROM services "  # noqa: S608
    f"WHERE {PAIR} IN (SELECT timestamp, id {_INDEXED})"
)
_ANSWERED = f"SELECT service, toUnixTimestamp64Micro(max(timestamp)) AS newest {_INDEXED} GROUP BY service"
_SELECT = (
    "SELECT service, toString(address) AS a, port, transport, reason, scan, "
    "toUnixTimestamp64Micro(since) AS since_us, toUnixTimestamp64Micro(last) AS last_us, "
    "toUnixTimestamp64Micro(ended) AS ended_us FROM absences FINAL"
)


_Place = tuple[Address, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    service: str
    realm: str
    answered: datetime


def of_services(client: Client, services: Iterable[str]) -> dict[str, Absence]:
    """The absence without an end of each of these services that has one."""
    numbers = sorted({int(service, 16) for service in services})
    found: list[Absence] = []
    for begin in range(0, len(numbers), AT_ONCE):
        sql = f"{_SELECT} WHERE ended = {NEVER} AND service IN {{s:Array(UInt128)}}"
        found += map(_absence, client.query(sql, {"s": numbers[begin : begin + AT_ONCE]}))
    return {absence.service: absence for absence in found}


def of_address(client: Client, address: Address, most: int, until: datetime | None) -> list[Absence]:
    """The newest absences there, past ones included, newest first; `until`: those that began by then."""
    params: dict[str, Any] = {"a": rows.address_text(address), "m": most}
    begun = ""
    if until is not None:
        begun = "AND since <= fromUnixTimestamp64Micro({t:Int64}, 'UTC')"
        params["t"] = micros(until)
    where = f"WHERE address = toIPv6({{a:String}}) {begun}"
    found = client.query(f"{_SELECT} {where} ORDER BY since DESC, service LIMIT {{m:UInt32}}", params)
    return list(map(_absence, found))


def add(client: Client, looks: Sequence[MissedProbe], stopped: Stops) -> int:
    """Records the looks for every service at their endpoints that has not answered since; gives the number of
    services that are newly gone. Once `stopped` returns true, `AT_ONCE` looks at most."""
    fresh = 0
    for begin in range(0, len(looks), AT_ONCE):
        if begin and stopped():
            break
        made, new = _judged(client, looks[begin : begin + AT_ONCE])
        client.insert("absences", [_row(absence) for absence in made], key=None)
        fresh += new
    return fresh


def _judged(client: Client, looks: Sequence[MissedProbe]) -> tuple[list[Absence], int]:
    known = _known(client, looks)
    before = of_services(client, (one.service for services in known.values() for one in services))
    made, new = [], 0
    for look, one in _pairs(looks, known):
        old = before.get(one.service)
        absence = _continued(old, look) if old is not None else _begun(one.service, look)
        new += absence.gone and not (old is not None and old.gone)
        made.append(absence)
    return made, new


def _pairs(
    looks: Sequence[MissedProbe], known: Mapping[_Place, Sequence[_Known]]
) -> Iterator[tuple[MissedProbe, _Known]]:
    for look in looks:
        for one in known.get((look.endpoint.address, look.endpoint.port), ()):
            if one.realm == look.endpoint.realm and one.answered < look.at:
                yield look, one


def _known(client: Client, looks: Sequence[MissedProbe]) -> dict[_Place, list[_Known]]:
    """The services at the endpoints, and their newest answers."""
    asked: dict[str, Any] = {
        "a": [rows.address_text(look.endpoint.address) for look in looks],
        "p": [look.endpoint.port for look in looks],
    }
    answered = {row["service"]: rows.time(row["newest"]) for row in client.query(_ANSWERED, asked)}
    known: dict[_Place, list[_Known]] = {}
    for row in client.query(_REALMS, asked):
        if row["service"] in answered:
            one = _Known(
                service=rows.wide_id(row["service"]), realm=row["realm"], answered=answered[row["service"]]
            )
            known.setdefault((Address.parse(row["a"]), int(row["port"])), []).append(one)
    return known


def _begun(service: str, look: MissedProbe) -> Absence:
    return Absence(
        service=service, address=rows.address_text(look.endpoint.address), port=look.endpoint.port,
        transport=look.endpoint.transport, since=look.at, last=look.at, reason=look.reason, scan=look.scan,
    )  # fmt: skip


def _continued(old: Absence, look: MissedProbe) -> Absence:
    """The most certain of the reasons stays: that the host is silent now takes nothing back."""
    reason = min(old.reason, look.reason, key=CERTAIN.index)
    return replace(old, last=max(old.last, look.at), reason=reason, scan=look.scan)


def _row(absence: Absence) -> dict[str, Any]:
    return rows.clean_row(
        {
            "service": str(int(absence.service, 16)),
            "since": format_utc(absence.since),
            "last": format_utc(absence.last),
            "ended": format_utc(absence.ended) if absence.ended else "1970-01-01T00:00:00Z",
            "address": absence.address,
            "port": absence.port,
            "transport": absence.transport,
            "reason": absence.reason.value,
            "scan": absence.scan,
        }
    )


def _absence(row: Mapping[str, Any]) -> Absence:
    return Absence(
        service=rows.wide_id(row["service"]), address=row["a"], port=int(row["port"]),
        transport=row["transport"], since=rows.time(row["since_us"]), last=rows.time(row["last_us"]),
        ended=rows.time(row["ended_us"]) if int(row["ended_us"]) else None,
        reason=AbsenceReason(row["reason"]), scan=row["scan"],
    )  # fmt: skip


def known_ports(
    client: Client, ranges: Sequence[tuple[Address, Address]], most: int
) -> dict[Address, frozenset[int]]:
    """`Observations.known_ports`."""
    found: dict[Address, set[int]] = {}
    left = most
    for begin in range(0, len(ranges), RANGES):
        some = ranges[begin : begin + RANGES]
        params: dict[str, Any] = {f"f{at}": rows.address_text(first) for at, (first, _) in enumerate(some)}
        params |= {f"l{at}": rows.address_text(last) for at, (_, last) in enumerate(some)}
        within = " OR ".join(
            f"address BETWEEN toIPv6({{f{at}:String}}) AND toIPv6({{l{at}:String}})"
            for at in range(len(some))
        )
        answer = client.query(
            f"SELECT DISTINCT toString(address) AS a, port FROM observation_index "  # noqa: S608
            f"WHERE ({within}) AND transport = 'tcp' ORDER BY address, port LIMIT {left:d}",
            params,
        )
        for row in answer:
            found.setdefault(Address.parse(row["a"]), set()).add(int(row["port"]))
        left -= len(answer)
        if left <= 0:
            break
    return {address: frozenset(ports) for address, ports in found.items()}
