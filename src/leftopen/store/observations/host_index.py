"""Chooses what to read of a host with very many observations, from the narrow index.

A server that accepts on every port has 65,535 services that answer alike, and a host that is scanned every
hour has thousands of equal answers. Neither is read whole: of services that answer alike one is, and of a
service only the answers that differ from the one before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from leftopen.model.address import Address
from leftopen.store.engine.client import Client
from leftopen.store.engine.parameters import Value
from leftopen.store.observations import rows
from leftopen.store.observations.batch import KEY, KEYS
from leftopen.store.search.columns import ABSENT, ALIVE, MADE

ALIKE = 50
"""So many services with the same answer are counted together."""
SERVICES = 200
"""At most so many are listed one by one."""
ANSWERS = 1000
SOURCES = 3
PORTS = 100

_ANSWER = (
    "toUnixTimestamp64Micro(timestamp) + bitShiftLeft(toInt64(own), 60) "
    "+ bitShiftLeft(toInt64(hash != 0), 61)"
)
"""The greatest of a service tells its answer: one with a banner, our own, the newest. One number: comparing
tuples takes three times as long."""
SERVICE = "if(parent = 0, service, parent)"
"""The service of a row of `of_services`."""


def of_services(where: str) -> str:
    """The rows of `observation_index` under a condition on the address, with the services of their sites."""
    named = f"SELECT service, parent, hidden FROM sites FINAL WHERE {where}"  # noqa: S608
    return f"(SELECT * FROM observation_index WHERE {where}) AS o ANY LEFT JOIN ({named}) AS s USING service"  # noqa: S608


_OF_SITES = (
    f"SELECT service AS site, any({SERVICE}) AS of, (any(hidden), site != of, site) AS nth, "  # noqa: S608
    f"any(port) AS p, any(transport) AS t, argMax(hash, {_ANSWER}) AS answer "
    f"FROM {of_services('address = toIPv6({a:String})')} "
    "WHERE service NOT IN {k:Array(UInt128)} GROUP BY service"
)
_SERVICES = (
    "SELECT argMin(site, nth) AS service, any(p) AS p, any(t) AS t, "  # noqa: S608
    f"argMin(answer, nth) AS h, service IN ({ABSENT}) AS away FROM ({_OF_SITES}) GROUP BY of"
)
"""Of each service its default site, or another one where that is hidden or missing."""
_GROUPS = (
    "SELECT t, count() AS n, countIf(away) AS gone, min(p) AS first, max(p) AS last, "  # noqa: S608
    f"groupArray({ALIKE:d})(service) AS services, arraySort(groupArray({PORTS:d})(p)) AS ports, "
    "sum(count()) OVER () AS total "
    f"FROM ({_SERVICES}) GROUP BY h, t ORDER BY n >= {ALIKE:d} DESC, first LIMIT {2 * SERVICES:d}"
)
_PLACES = (
    "SELECT service, timestamp, id, own, hash, "
    "lagInFrame(toNullable(hash)) OVER (PARTITION BY service, own ORDER BY timestamp, id "
    "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before, "
    "row_number() OVER (PARTITION BY service, own ORDER BY timestamp DESC, id DESC) AS nth "
    "FROM observation_index WHERE address = toIPv6({a:String}) AND service IN {s:Array(UInt128)}"
)
NEWEST = (
    f"{KEY} IN (SELECT {KEYS} FROM observation_index WHERE address = toIPv6({{a:String}}) "  # noqa: S608
    "ORDER BY timestamp DESC, id DESC LIMIT {n:UInt32})"
)
"""A condition: the newest observations of an address."""
CHANGED = (
    f"{KEY} IN (SELECT {KEYS} FROM ({_PLACES}) "  # noqa: S608
    f"WHERE nth <= if(own, 1, {SOURCES:d}) OR before IS NULL OR hash != before "
    f"ORDER BY nth <= if(own, 1, {SOURCES:d}) DESC, timestamp DESC LIMIT {ANSWERS:d})"
)
"""A condition: of some services, the current answers and those that differ from the one before."""

_INDEXED = (
    f"{KEY} IN (SELECT {KEYS} FROM observation_index "  # noqa: S608
    "WHERE address = toIPv6({a:String}) AND timestamp <= fromUnixTimestamp64Micro({t:Int64}, 'UTC'))"
)
_KNOWN = " UNION ALL ".join(
    f"SELECT {KEYS}, own, vantage FROM {table} "  # noqa: S608
    f"PREWHERE {_INDEXED} WHERE scan NOT IN {{w:Array(String)}}"
    for table in ("services", "history")
)
AS_OF = (
    f"{KEY} IN (SELECT {KEYS} FROM ({_KNOWN}) "  # noqa: S608
    "ORDER BY timestamp DESC, own DESC, id DESC LIMIT 1 BY service, vantage)"
)
"""A condition: of each service of an address the observation of each source that was its newest at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeServices:
    """Services of one host with the same answer: how many, how many of them are gone, their first and last
    port, some or all `ports`; `sample` is one of them."""

    sample: str
    transport: str
    count: int
    gone: int
    first: int
    last: int
    ports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGroups:
    """`single`: the services that answer in their own way, by port; `left`: how many more there are."""

    alike: tuple[AlikeServices, ...]
    single: tuple[str, ...]
    left: int


def service_groups(client: Client, address: Address, apart: Collection[str]) -> ServiceGroups:
    """All services of an address but those `apart`."""
    params: dict[str, Value] = {"a": rows.address_text(address), "k": [int(one, 16) for one in apart]}
    found = client.query(_GROUPS, params)
    alike = [_alike(row) for row in found if int(row["n"]) >= ALIKE]
    names = [name for row in found if int(row["n"]) < ALIKE for name in row["services"]]
    single = tuple(map(rows.wide_id, names[:SERVICES]))
    total = int(found[0]["total"]) if found else 0
    left = total - len(single) - sum(one.count for one in alike)
    return ServiceGroups(alike=tuple(alike), single=single, left=left)


def neighbours(
    client: Client, first: Address, last: Address, *, most: int, but: Address | None
) -> list[tuple[Address, int]]:
    """The addresses in a range that have services that are not gone, each with their number."""
    params: dict[str, Value] = {
        "f": rows.address_text(first),
        "l": rows.address_text(last),
        "m": most,
        "b": rows.address_text(but) if but else "::",
    }
    found = client.query(
        f"SELECT toString(address) AS a, uniqExact({SERVICE}) AS n "  # noqa: S608
        f"FROM {of_services('address BETWEEN toIPv6({f:String}) AND toIPv6({l:String})')} "
        f"WHERE address != toIPv6({{b:String}}) AND {MADE[ALIVE]} "
        "GROUP BY address ORDER BY address LIMIT {m:UInt32}",
        params,
    )
    return [(Address.parse(row["a"]), int(row["n"])) for row in found]


def _alike(row: dict[str, Any]) -> AlikeServices:
    return AlikeServices(
        sample=rows.wide_id(row["services"][0]), transport=row["t"], count=int(row["n"]),
        gone=int(row["gone"]), first=int(row["first"]), last=int(row["last"]),
        ports=tuple(map(int, row["ports"])),
    )  # fmt: skip
