"""The SQL of a facet; `query.facet` counts the same in memory."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from leftopen.query.facet import facet_field
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.store.search.columns import FEW, KNOWN, MADE, is_list, service_number
from leftopen.store.search.where import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetSql:
    """`SELECT {shown} AS value, n FROM (SELECT {value} AS v, count() AS n FROM services {join} WHERE … AND
    {known} GROUP BY v ORDER BY n DESC, v LIMIT …)`: grouped by the stored value, formatted only for the first
    rows. `join`, unless '', joins another table, whose columns have distinct names. `few`: it has so few
    values that it is counted together with others; `empty`, unless '', is the empty value, and stands for all
    that `known` leaves out."""

    value: str
    known: str
    shown: str
    join: str = ""
    few: bool = False
    empty: str = ""

    def shown_as(self, name: str) -> str:
        """`shown` where the value has another name than `v`."""
        return re.sub(r"\bv\b", name, self.shown)


def facet_expression(name: str) -> FacetSql:
    """Raises BadQuery that names the nearest facet."""
    f = facet_field(name)
    if f.home is not Table.OBSERVATIONS:
        return _beside(f)
    column = f.columns[0]
    if f.rare:
        return _listed(f"more['{f.name}']", f"has(mapKeys(more), '{f.name}')")
    if is_list(column):
        kept = f"arrayFilter(x -> NOT startsWith(x, '-'), {column})" if f.name == "ssl.version" else column
        return _listed(kept, f"notEmpty({column})")
    value = MADE.get(column, column)
    if f.kind is Kind.NET:
        mapped = r"replaceRegexpOne(toString(v), '^::ffff:([0-9.]+)$', '\\1')"
        return FacetSql(value=value, known="1", shown=mapped)
    if f.kind is Kind.YES:
        few = column in FEW
        return FacetSql(value=value, known=KNOWN.get(column, "1"), shown="if(v, 'true', 'false')", few=few)
    if f.kind is Kind.ASN:
        return FacetSql(value=value, known=KNOWN[column], shown="concat('AS', toString(v))")
    if f.kind is Kind.NUMBER:
        known = KNOWN.get(column, "1")
        empty = "0" if known != "1" else ""
        return FacetSql(value=value, known=known, shown="toString(v)", few=column in FEW, empty=empty)
    return FacetSql(value=value, known=f"{column} != ''", shown="toString(v)", few=column in FEW, empty="''")


_SHOWN = {"exposure": "check", "severity": "severity", "holds": "arrayJoin(labels)"}


def _beside(f: Field) -> FacetSql:
    """Each service once for each value."""
    if len(f.columns) > 1:
        return _beside_and_own(f)
    pairs = (
        f"SELECT DISTINCT {service_number('service')} AS beside_service, "  # noqa: S608
        f"toString({_SHOWN.get(f.name, f.columns[0])}) AS beside_value FROM ({rows_of(f)})"
    )
    join = f"INNER JOIN ({pairs}) AS beside ON service = beside.beside_service"
    return FacetSql(value="beside_value", known="beside_value != ''", shown="v", join=join)


def _beside_and_own(f: Field) -> FacetSql:
    """The same of a field that has columns of the observation too."""
    column, *own = f.columns
    states = (
        f"SELECT {service_number('service')} AS beside_service, "  # noqa: S608
        f"groupUniqArray(toString({column})) AS beside_values FROM ({rows_of(f)}) GROUP BY beside_service"
    )
    values = f"arrayConcat(beside_values, [{', '.join(f'toString({name})' for name in own)}])"
    join = f"LEFT JOIN ({states}) AS beside ON service = beside.beside_service"
    return replace(_listed(values, "1"), join=join)


def _listed(array: str, known: str) -> FacetSql:
    return FacetSql(
        value=f"arrayJoin(arrayFilter(x -> x != '', arrayDistinct({array})))", known=known, shown="v"
    )
