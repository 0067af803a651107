"""The query and facet parameters of search handlers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from leftopen.errors import BadRequest

Text = Annotated[str, Query(description="Filters and free words; see docs/reference/fields.md.")]
Facets = Annotated[
    str, Query(description="Facets, such as `port:5,product` (at most 10, each with at most 1000 values).")
]


def not_empty(query: str) -> None:
    """Raises BadRequest with Shodan's message."""
    if not query.strip():
        raise BadRequest("Empty search query")
