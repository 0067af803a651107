"""Rows in the engine's own tables, and the same rows in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leftopen.model.identity import service_id
from leftopen.model.observation import Observation
from leftopen.present.timestamps import format_utc
from leftopen.query.columns.columns import Columns, columns
from leftopen.query.match import Extra, matches
from leftopen.query.nodes import Node
from leftopen.store.engine.client import INSERT_SETTINGS, Client
from leftopen.store.engine.parameters import Value as Bound
from leftopen.store.observations.rows import TAKEN, address_text, observation_row
from leftopen.store.search.search_query import LIMITS
from leftopen.store.search.token_index import lookup
from leftopen.store.search.where import where
from tests.store.samples import engine


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`extras` by id."""

    client: Client
    rows: Sequence[Observation]
    extras: Mapping[str, Extra]
    held: Mapping[str, Columns] = field(default_factory=dict)
    _known: dict[str, Sequence[str]] = field(default_factory=dict)

    def lookup(self, pattern: str) -> Sequence[str]:
        """As the product looks marks up; each once, since the rows stay as they are."""
        if pattern not in self._known:
            self._known[pattern] = lookup(self.client, ["services"])(pattern)
        return self._known[pattern]

    def asked(self, tree: Node) -> set[str]:
        """Ids that the engine finds."""
        made = where(tree, self.lookup)
        found = self.client.query(
            f"SELECT lower(leftPad(hex(id), 32, '0')) AS i FROM services WHERE {made.sql} {LIMITS}",
            made.params,
        )
        return {row["i"] for row in found}

    def asked_all(self, trees: Sequence[Node]) -> list[set[str]]:
        """The same for many at once."""
        parts: list[str] = []
        params: dict[str, Bound] = {}
        for at, tree in enumerate(trees):
            made = where(tree, self.lookup)
            condition = re.sub(r"\{p(\d+):", rf"{{q{at}p\1:", made.sql)
            params |= {f"q{at}{name}": value for name, value in made.params.items()}
            parts.append(f"SELECT {at} AS q, id FROM services WHERE {condition}")
        sql = f"SELECT q, lower(leftPad(hex(id), 32, '0')) AS i FROM ({' UNION ALL '.join(parts)}) {LIMITS}"
        answers: list[set[str]] = [set() for _ in trees]
        for row in self.client.query(sql, params):
            answers[row["q"]].add(row["i"])
        return answers

    def matched(self, tree: Node) -> set[str]:
        """Ids that match in memory."""
        return {o.id for o in self.rows if matches(tree, self.held[o.id], self.extras.get(o.id, {}))}


@contextmanager
def world(folder: Path, rows: Sequence[Observation], extras: Mapping[str, Extra]) -> Iterator[World]:
    with engine(folder) as client:
        lines = (json.dumps(service_row(o)) for o in rows)
        into = f"INSERT INTO services ({', '.join((*TAKEN, 'first_seen'))})"
        client.once(f"{into} SETTINGS {INSERT_SETTINGS} FORMAT JSONEachRow", "\n".join(lines).encode())
        client.insert("sites", [_site_row(o) for o in rows if o.endpoint.name], key=None)
        yield World(client=client, rows=rows, extras=extras, held={o.id: columns(o) for o in rows})


def service_row(o: Observation) -> dict[str, Any]:
    """The row of `services`."""
    return observation_row(o) | {"first_seen": format_utc(o.first_seen or o.timestamp)}


def _site_row(o: Observation) -> dict[str, Any]:
    """The row of `sites`."""
    return {
        "address": address_text(o.endpoint.address), "parent": str(int(service_id(o.endpoint), 16)),
        "service": str(int(o.service, 16)), "name": o.endpoint.name, "answer": "1", "version": "1",
    }  # fmt: skip
