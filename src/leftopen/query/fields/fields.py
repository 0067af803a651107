"""The searchable fields: one row per field, in `fields.toml`."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.model.case import CaseState
from leftopen.model.examined import ExaminedVerdict, UnexaminedKind
from leftopen.model.packaged import read_toml
from leftopen.model.severity import Severity
from leftopen.model.verdict import State
from leftopen.present.suggest import closest
from leftopen.query.fields.field import Field as Field
from leftopen.query.fields.field import Kind as Kind
from leftopen.query.fields.field import Table as Table
from leftopen.query.fields.vocabulary import Vocabulary

_WORDS = {
    "verdict": tuple(dict.fromkeys((*State, *ExaminedVerdict))), "unexamined": tuple(UnexaminedKind),
    "severity": tuple(Severity), "case": tuple(CaseState),
}  # fmt: skip


def _read() -> Iterator[Field]:
    rows = read_toml("leftopen.query.fields", "fields")
    for home in Table:
        for name, (kind, columns, help_, hits, misses) in rows[home].items():
            yield Field(
                name=name,
                kind=Kind(kind),
                help=help_,
                hits=hits,
                misses=misses,
                columns=tuple(columns.split()),
                home=home,
                rare=columns == "more",
                facet=name not in rows["without_facet"],
                words=_WORDS.get(name, ()),
            )


FIELDS: dict[str, Field] = {field.name: field for field in _read()}
FACETS: dict[str, Field] = {name: field for name, field in FIELDS.items() if field.facet}
ALIASES = {"title": "http.title", "html": "http.html", "server": "http.server", "cidr": "net"}
"""Older names."""


SERVICES = Vocabulary(fields=FIELDS, aliases=ALIASES)
"""What a search of services knows."""
found = SERVICES.found
suggest = SERVICES.suggest


def suggest_facet(name: str) -> str:
    """The known facet that is most similar, or ''."""
    return closest(name, FACETS)
