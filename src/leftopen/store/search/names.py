"""Finds host names and their addresses; the engine groups them, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.address import Address
from leftopen.query.parse import parse
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows
from leftopen.store.search.columns import MADE
from leftopen.store.search.search_query import LIMITS, SearchQuery, tables
from leftopen.store.search.where import Where, where

_TOLD = "arrayMap(x -> replaceRegexpOne(lower(x), '[.]+$', ''), arrayPushBack(hostnames, name))"
"""As `service.search.host_names`: the names that a service reported, and the requested name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSeen:
    """A service at `address` reported `name`, on these `ports`, last at `seen`."""

    name: str
    address: Address
    ports: tuple[int, ...]
    seen: datetime


def below(
    client: Client,
    domain: str,
    *,
    marked: bool,
    limit: int,
    offset: int,
    ipv4: bool | None = None,
    within: str = "",
) -> list[NameSeen]:
    """Every name at or below a lower-case domain with each of its addresses, sorted by name; `ipv4`, unless
    None: only addresses of that kind; `within`: only rows that match that search. Raises StoreFailed and
    BadQuery."""
    made = where(parse(within))
    if ipv4 is not None:
        made.sql = f"({made.sql} AND ({MADE['has_ipv6']} = {int(not ipv4)}))"
    whole, end = made.bind(domain), made.bind(f".{domain}")
    asked = _question(made, [domain], f"x = {whole} OR endsWith(x, {end})", marked=marked)
    found = client.query(
        "SELECT n, toString(a) AS address, arraySort(groupUniqArray(p)) AS ports, "  # noqa: S608
        f"toUnixTimestamp64Micro(max(t)) AS seen FROM ({asked}) "
        f"GROUP BY n, a ORDER BY n, a LIMIT {limit:d} OFFSET {offset:d} {LIMITS}",
        made.params,
    )
    return [
        NameSeen(
            name=row["n"],
            address=Address.parse(row["address"]),
            ports=tuple(map(int, row["ports"])),
            seen=rows.time(row["seen"]),
        )
        for row in found
    ]


def newest(client: Client, names: Sequence[str], *, marked: bool, within: str = "") -> dict[str, Address]:
    """For each of these lower-case names the address that most recently had it; an unseen name is left out.
    `within` as in `below`. Raises StoreFailed and BadQuery."""
    made = where(parse(within))
    asked = _question(made, names, f"x IN {made.bind(list(names), 'Array(String)')}", marked=marked)
    found = client.query(
        f"SELECT n, toString(argMax(a, (t, a))) AS address FROM ({asked}) GROUP BY n {LIMITS}",  # noqa: S608
        made.params,
    )
    return {row["n"]: Address.parse(row["address"]) for row in found}


def _question(made: Where, parts: Sequence[str], test: str, *, marked: bool) -> str:
    """Prefilters rows with one of the parts in a name, because the exact comparison is slow."""
    asked = SearchQuery(made=made, tables=tables(history=False, marked=marked))
    needles = made.bind(list(parts), "Array(String)")
    held = f"arrayExists(x -> multiSearchAnyCaseInsensitive(x, {needles}), arrayPushBack(hostnames, name))"
    names = f"arrayJoin(arrayDistinct(arrayFilter(x -> {test}, {_TOLD})))"
    return asked.each(f"{names} AS n, address AS a, port AS p, timestamp AS t", more=f" AND {held}")
