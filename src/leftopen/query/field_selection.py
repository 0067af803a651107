"""The names that `--fields` accepts: the filters, and the dotted names of the JSON line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from leftopen.errors import BadQuery
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.field_path import at, put
from leftopen.present.observation_json import NAMES
from leftopen.present.suggest import closest
from leftopen.query.facet import values
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.query.fields.fields import ALIASES, FIELDS, found
from leftopen.query.lexer import excerpt

Line = Mapping[str, Json]
SAME = {"net": "ip_str", "before": "timestamp", "after": "timestamp", "last_seen": "timestamp"}
"""Filters whose value has another name in the line."""
NOTHING: tuple[Json, ...] = (None, "", [])
NO_VALUE = frozenset(["all", "geo"])
_CLOSED = {name.partition(".")[0] for name in NAMES} - {"sources"}
_OPEN = {name.partition(".")[0] for name in FIELDS} - _CLOSED | {"sources"}
"""Objects that may hold any key: protocols' own."""


def check(names: Iterable[str], rows: Sequence[tuple[Observation, Line]]) -> list[str]:
    """The names that are possible but have no value in any row. Raises BadQuery for an impossible one."""
    absent = []
    for name in names:
        field = found(name)
        if field is not None and field.home is not Table.OBSERVATIONS:
            raise BadQuery(f"{excerpt(name)} is not part of an observation; use leftopen cases list")
        if field is not None and field.name in NO_VALUE:
            raise BadQuery(f"{excerpt(name)} cannot be shown as a field")
        if any(value(o, line, name) not in NOTHING for o, line in rows):
            continue
        if not _known(name) and ("." not in name or name.partition(".")[0] not in _OPEN):
            near = suggest(name)
            hint = f"did you mean {near}?" if near else "docs/reference/fields.md lists all fields"
            raise BadQuery(f"unknown field {excerpt(name)}; {hint}")
        absent.append(name)
    return absent


def _known(name: str) -> bool:
    return found(name) is not None or name in NAMES


def suggest(name: str) -> str:
    """The known name that is most similar, or whose last part is; '' for a known name."""
    if _known(name):
        return ""
    names = (*sorted(NAMES), *FIELDS)
    meant = {one.rpartition(".")[2]: one for one in names} | ALIASES | {one: one for one in names}
    return meant.get(closest(name, meant), "")


def value(o: Observation, line: Line, name: str) -> Json:
    """The value in the line, else the value of the filter of that name; None where there is none."""
    field = found(name)
    if field is not None and field.name in SAME:
        return at(line, SAME[field.name])
    spelled = at(line, name)
    return spelled if spelled is not None or field is None else _of(field, o)


def only(o: Observation, line: Line, names: Iterable[str]) -> dict[str, Json]:
    """A line with only those fields, nested as they were; missing fields are left out."""
    kept: dict[str, Json] = {}
    for name in names:
        if (one := value(o, line, name)) is not None:
            put(kept, name.split("."), one)
    return kept


def _of(field: Field, o: Observation) -> Json:
    held: list[Json] = list(dict.fromkeys(values(field, o)))
    if field.many:
        return held or None
    if len(held) == 1 and field.kind is Kind.YES:
        return held[0] == "true"
    if len(held) == 1 and field.kind is Kind.NUMBER:
        return int(str(held[0]))
    return None if not held else held[0] if len(held) == 1 else held
