"""The names that are stored for the addresses of some ranges: of sites that were asked or imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leftopen.model.address import Address
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows

RANGES = 100
"""So many in one query."""


def known_names(
    client: Client, ranges: Sequence[tuple[Address, Address]], most: int
) -> list[tuple[Address, str, str]]:
    """(address, name, id of the site), at most `most`, the first by address."""
    found: list[tuple[Address, str, str]] = []
    for begin in range(0, len(ranges), RANGES):
        some = ranges[begin : begin + RANGES]
        within, params = within_ranges(some)
        sql = (
            "SELECT DISTINCT toString(address) AS a, name, service FROM sites "  # noqa: S608
            f"WHERE ({within}) AND name != '' ORDER BY a, name LIMIT {most - len(found):d}"
        )
        answer = client.query(sql, params)
        found += [(Address.parse(row["a"]), row["name"], rows.wide_id(row["service"])) for row in answer]
        if len(found) >= most:
            break
    return found


def within_ranges(ranges: Sequence[tuple[Address, Address]]) -> tuple[str, dict[str, Any]]:
    """A condition: the address is in one of them; and its parameters."""
    params = {f"f{at}": rows.address_text(first) for at, (first, _) in enumerate(ranges)}
    params |= {f"l{at}": rows.address_text(last) for at, (_, last) in enumerate(ranges)}
    within = " OR ".join(
        f"address BETWEEN toIPv6({{f{at}:String}}) AND toIPv6({{l{at}:String}})" for at in range(len(ranges))
    )
    return within, params
