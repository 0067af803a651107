"""Searches the index `marks`, which holds the exact values of some fields of each row as words such as
`port:443`.

A condition on whole values becomes one on words. One on a part of a value (`product:apache`) becomes one on
all words with that part. They are looked up first; when there are many, the columns themselves are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from leftopen.query.fields.field import Kind
from leftopen.query.nodes import Range, Term, Text, Value
from leftopen.store.engine.client import Client
from leftopen.store.search.like import like

KINDS: Mapping[str, str] = {
    "port": "port", "asn": "asn", "country": "country", "city": "city", "product": "product", "org": "org",
    "tags": "tag", "vulns": "vuln", "domains": "domain", "http_favicon_hash": "favicon", "ssl_jarm": "jarm",
}  # fmt: skip
"""A field's first column, and the prefix of its words. The words of `country` serve `country_name` too."""
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
"""The indexed expression; the engine uses the index only for exactly the same text."""
MOST = 100
"""For more words than this, the index is no faster than the columns."""
Lookup = Callable[[str], Sequence[str]]
"""The words that match a pattern of LIKE; for more than `MOST`, that many and one."""


def token_words(term: Term, lookup: Lookup | None) -> list[str] | None:
    """Each matching row has one of these words, and no other row has; None: the index does not hold the
    field, or is not to be used (no `lookup`)."""
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
        # A row without a number has 0.
        return [f"{kind}:{value.low}"] if value.low == value.high and value.low else None
    if not isinstance(value, Text) or not any(value.pieces):
        return None
    if asked is Kind.IS and len(value.pieces) == 1:
        return [f"{kind}:{value.pieces[0]}"]
    pieces = value.pieces if asked is Kind.IS else ("", *value.pieces, "")
    return lookup(f"{kind}:{like(pieces)}")


def lookup(client: Client, tables: Sequence[str]) -> Lookup:
    """Searches the words of these tables' rows. It may miss a row that arrives meanwhile, as if that came
    after the search."""

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
