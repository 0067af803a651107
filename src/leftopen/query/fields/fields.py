"""The searchable fields: one row per field, in one table."""

from __future__ import annotations

from leftopen.present.suggest import closest
from leftopen.query.fields.field import Field as Field
from leftopen.query.fields.field import Kind as Kind
from leftopen.query.fields.field import Table as Table
from leftopen.query.fields.general import ADDRESS, SEEN, SOFTWARE
from leftopen.query.fields.own import OWN
from leftopen.query.fields.rare import PROTOCOLS
from leftopen.query.fields.vocabulary import Vocabulary
from leftopen.query.fields.web import HTTP, SSL

FIELDS: dict[str, Field] = {
    field.name: field for field in (*ADDRESS, *SOFTWARE, *SEEN, *HTTP, *SSL, *PROTOCOLS, *OWN)
}
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
