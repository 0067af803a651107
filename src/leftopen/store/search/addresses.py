"""Which of some addresses have a service that matches a search."""

from __future__ import annotations

from collections.abc import Collection

from leftopen.model.address import Address
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows
from leftopen.store.search.search_query import LIMITS, SearchQuery

AT_ONCE = 5000


def addresses_among(client: Client, asked: SearchQuery, among: Collection[str]) -> frozenset[str]:
    """`among` and the result are addresses as text."""
    name = f"p{len(asked.made.params)}"
    within = f" AND address IN (SELECT toIPv6(arrayJoin({asked.made.bind([], 'Array(String)')})))"
    sql = f"{asked.each('DISTINCT toString(address) AS a', more=within)} {LIMITS}"
    texts = [rows.address_text(Address.parse(one)) for one in sorted(among)]
    found: set[str] = set()
    for begin in range(0, len(texts), AT_ONCE):
        answer = client.query(sql, {**asked.made.params, name: texts[begin : begin + AT_ONCE]})
        found.update(str(Address.parse(row["a"])) for row in answer)
    return frozenset(found)
