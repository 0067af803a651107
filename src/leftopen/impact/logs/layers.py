"""Steps of SQL, each of which may use those before it, as nested queries.

As aliases of one query they would be copied into each other: a chain of ten positions is a tree of thousands
of functions.
"""

from __future__ import annotations

import re

from leftopen.impact.logs.log_format import Expressions

WORD = re.compile(r"\b[a-z]_[a-z0-9_]+\b")


def nested(steps: Expressions, source: str) -> str:
    """A query that has the columns of `source` and every step, as a subquery."""
    depths: dict[str, int] = {}
    layers: list[list[str]] = []
    for name, expression in steps:
        depth = max((depths[word] + 1 for word in WORD.findall(expression) if word in depths), default=0)
        depths[name] = depth
        if depth == len(layers):
            layers.append([])
        layers[depth].append(f"{expression} AS {name}")
    query = source
    for layer in layers:
        query = f"(SELECT *, {', '.join(layer)} FROM {query})"
    return query
