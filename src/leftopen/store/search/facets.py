"""Counts the matching rows, and the most frequent values of fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.store.engine.client import Client
from leftopen.store.search.columns import SERVICES
from leftopen.store.search.facet_sql import FacetSql, facet_expression
from leftopen.store.search.search_query import BESIDE, LIMITS, SearchQuery

Counted = tuple[int, dict[str, list[tuple[str, int]]]]


def count_facets(
    client: Client, asked: SearchQuery, wanted: Sequence[tuple[str, int]], *, beside: bool = False
) -> Counted:
    """Runs one statement, so that all counts are of the same moment. Fields with few values are counted
    together with the rows, in one pass. Raises BadQuery."""
    made = [facet_expression(name) for name, _ in wanted]
    few = {number: facet for number, facet in enumerate(made) if facet.few}
    most = max((wanted[number][1] for number in few), default=1)
    parts = [_together(asked, few, len(wanted), most)]
    parts += [
        _one(asked, number, facet, wanted[number][1]) for number, facet in enumerate(made) if not facet.few
    ]
    found = client.query(f"{' UNION ALL '.join(parts)} {BESIDE if beside else LIMITS}", asked.made.params)
    answer: dict[str, list[tuple[str, int]]] = {name: [] for name, _ in wanted}
    total = 0
    for row in sorted(found, key=lambda row: (-int(row["n"]), row["value"])):
        number, count = int(row["facet"]), int(row["n"])
        if number == len(wanted):
            total = count
        elif len(answer[wanted[number][0]]) < wanted[number][1]:
            answer[wanted[number][0]].append((row["value"], count))
    return total, answer


def count_services(client: Client, asked: SearchQuery, *, named: bool) -> tuple[int, dict[str, int]]:
    """The number of services with matching sites, and by country. `named`: some sites may have names."""
    number = SERVICES if named else "count()"
    found = client.query(
        f"{asked.each(f'country, grouping(country) AS every, {number} AS n')} "
        f"GROUP BY GROUPING SETS ((country), ()) {LIMITS}",
        asked.made.params,
    )
    total = sum(int(row["n"]) for row in found if int(row["every"]))
    return total, {row["country"]: int(row["n"]) for row in found if row["country"]}


def _together(asked: SearchQuery, few: Mapping[int, FacetSql], total: int, most: int) -> str:
    """The row with number `total` counts all rows."""
    if not few:
        rows = asked.each("count() AS n")
        return f"SELECT {total} AS facet, '' AS value, sum(n) AS n FROM ({rows})"  # noqa: S608
    names = {number: f"k{number}" for number in few}
    rows = asked.each(", ".join(f"{facet.value} AS {names[number]}" for number, facet in few.items()))
    keys = ", ".join(names.values())
    sets = ", ".join(f"({name})" for name in names.values())
    grouped = (
        f"SELECT {keys}, count() AS n, grouping({keys}) AS unused FROM ({rows}) "  # noqa: S608
        f"GROUP BY GROUPING SETS ({sets}, ())"
    )
    # Each grouping set has one key: its bit, the first key's highest, is 0.
    ones = 2 ** len(few) - 1
    used = {number: f"unused = {ones - (1 << len(few) - 1 - at)}" for at, number in enumerate(few)}
    number = ", ".join(f"{used[n]}, {n}" for n in few)
    value = ", ".join(f"{used[n]}, {facet.shown_as(names[n])}" for n, facet in few.items())
    known = " AND ".join(
        f"NOT ({used[n]} AND {names[n]} = {facet.empty})" for n, facet in few.items() if facet.empty
    )
    return (
        f"SELECT multiIf({number}, {total}) AS facet, multiIf({value}, '') AS value, n FROM ({grouped}) "  # noqa: S608
        f"WHERE {known or '1'} ORDER BY n DESC, value LIMIT {most:d} BY facet"
    )


def _one(asked: SearchQuery, number: int, facet: FacetSql, top: int) -> str:
    rows = asked.each(f"{facet.value} AS v", more=f" AND {facet.known}", join=facet.join)
    most = asked.made.bind(top, "UInt32")
    groups = f"SELECT v, count() AS n FROM ({rows}) GROUP BY v ORDER BY n DESC, v LIMIT {most}"  # noqa: S608
    return f"SELECT {number} AS facet, {facet.shown} AS value, n FROM ({groups})"  # noqa: S608
