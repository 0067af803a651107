"""What the index `marks` says of each row: the exact values of some fields, as words such as `port:443`.

A condition that asks for whole values is one for words. One that asks for a part of a value
(`product:apache`) is one for all words that have that part; they are looked up first, and when they are many
the columns themselves are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from leftopen.query.field import Kind
from leftopen.query.nodes import Range, Term, Text, Value
from leftopen.store.engine.client import Client
from leftopen.store.search.like import like

KINDS: Mapping[str, str] = {
    "port": "port", "asn": "asn", "country": "country", "city": "city", "product": "product", "org": "org",
    "tags": "tag", "vulns": "vuln", "domains": "domain", "http_favicon_hash": "favicon", "ssl_jarm": "jarm",
}  # fmt: skip
"""A field's first column, and how its words begin. Those of `country` are of `country_name` too."""
MARKS = """
arrayConcat(
    [concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)),
    concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)),
    concat('org:', lower(org))],
    arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns),
    arrayMap(x -> concat('domain:', lower(x)), domains),
    if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]),
    if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]))
"""
"""What the index is made of; only a condition in the very same words is answered by it."""
MOST = 100
"""Of more words than this the index is no quicker than the columns."""
Lookup = Callable[[str], Sequence[str]]
"""The words that match a pattern of LIKE; of more than `MOST` that many and one."""


def token_words(term: Term, lookup: Lookup | None) -> list[str] | None:
    """One of them is in each row that the term finds, and in no other; None: the index does not know, or is
    not to be asked (no `lookup`)."""
    kind = KINDS.get(term.field.columns[0])
    if kind is None or lookup is None:
        return None
    found: set[str] = set()
    for value in term.values:
        some = _of(kind, term.field.kind, value, lookup)
        if some is None or len(found) + len(some) > MOST:
            return None
        found.update(some)
    return sorted(found)


def _of(kind: str, asked: Kind, value: Value, lookup: Lookup) -> Sequence[str] | None:
    if isinstance(value, Range):
        # 0 is what a row has that knows no number.
        return [f"{kind}:{value.low}"] if value.low == value.high and value.low else None
    if not isinstance(value, Text) or not any(value.pieces):
        return None
    if asked is Kind.IS and len(value.pieces) == 1:
        return [f"{kind}:{value.pieces[0]}"]
    pieces = value.pieces if asked is Kind.IS else ("", *value.pieces, "")
    return lookup(f"{kind}:{like(pieces)}")


def lookup(client: Client, tables: Sequence[str]) -> Lookup:
    """Among the words of these tables' rows. A row that comes in meanwhile may be missed, as one that comes
    just after the search."""

    def found(pattern: str) -> Sequence[str]:
        begin = f"{pattern.partition(':')[0]}:"
        parts = " UNION DISTINCT ".join(
            f"SELECT DISTINCT token FROM mergeTreeTextIndex(currentDatabase(), {table}, marks) "  # noqa: S608
            "WHERE startsWith(token, {begin:String}) AND token LIKE {like:String} "
            f"LIMIT {MOST + 1}"
            for table in tables
        )
        return [str(row["token"]) for row in client.query(parts, {"begin": begin, "like": pattern})]

    return found
