"""A search as SQL. Everything that a person or a server wrote is a bound parameter; SQL is made of our own
column names only."""

from __future__ import annotations

from dataclasses import dataclass, field

from leftopen.query.fields import Field, Home, Kind
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Value, Word
from leftopen.store.parameters import Value as Bound

# The newest row of each finding or case, for the fields that live beside the observations.
_NEWEST = {
    Home.JUDGED: "SELECT * FROM judged ORDER BY finding, at DESC, look DESC LIMIT 1 BY finding",
    Home.FINDINGS: "SELECT *, mapKeys(holds) AS labels FROM findings "
    "ORDER BY finding, at DESC, look DESC LIMIT 1 BY finding",
    Home.CASES: "SELECT * FROM cases FINAL",
}


@dataclass(slots=True)
class Where:
    """`sql` is a condition over `observations`; `params` what it binds."""

    sql: str = ""
    params: dict[str, Bound] = field(default_factory=dict)

    def bind(self, value: Bound, kind: str = "String") -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{kind}}}"


def where(node: Node) -> Where:
    """The condition for a tree."""
    made = Where()
    made.sql = _sql(node, made)
    return made


def _sql(node: Node, made: Where) -> str:
    if isinstance(node, Word):
        return _word(node, made)
    if isinstance(node, Term):
        return _term(node, made)
    if isinstance(node, Not):
        return f"(NOT {_sql(node.node, made)})"
    if isinstance(node, All):
        return f"({' AND '.join(_sql(part, made) for part in node.nodes)})" if node.nodes else "(1 = 1)"
    if isinstance(node, Any):
        return f"({' OR '.join(_sql(part, made) for part in node.nodes)})"
    raise TypeError(node)


def _word(node: Word, made: Where) -> str:
    """The index answers for the words; only rows that have them all are read for the exact text."""
    parts = []
    if node.tokens:
        parts.append(f"hasAllTokens(data, {made.bind(node.tokens, 'Array(String)')})")
    if node.text:
        parts.append(f"position(lower(data), {made.bind(node.text)}) > 0")
    return f"({' AND '.join(parts)})"


def _term(node: Term, made: Where) -> str:
    f = node.field
    tests = " OR ".join(_any_column(f, value, made) for value in node.values)
    if f.home is Home.OBSERVATIONS:
        return f"({tests})"
    opened = "state = 'open' AND " if f.name == "exposure" else ""
    return f"(service IN (SELECT service FROM ({_NEWEST[f.home]}) WHERE {opened}({tests})))"  # noqa: S608


def _any_column(f: Field, value: Value, made: Where) -> str:
    return " OR ".join(_column(f, column, value, made) for column in f.columns)


def _column(f: Field, column: str, value: Value, made: Where) -> str:
    if isinstance(value, Range):
        return _range(f, column, value, made)
    if f.many:
        return f"arrayExists(x -> {_text(f, 'x', value, made)}, {column})"
    return _text(f, column, value, made)


def _text(f: Field, column: str, value: Text, made: Where) -> str:
    pieces = value.pieces
    if f.kind is Kind.PREFIX:
        return f"startsWith(lower({column}), {made.bind(pieces[0])})"
    if len(pieces) == 1:
        if f.kind is Kind.CONTAINS:
            return f"position(lower({column}), {made.bind(pieces[0])}) > 0"
        return f"lower({column}) = {made.bind(pieces[0])}"
    pattern = "%".join(_literal(piece) for piece in pieces)
    if f.kind is Kind.CONTAINS:
        pattern = f"%{pattern}%"
    return f"lower({column}) LIKE {made.bind(pattern)}"


def _literal(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _range(f: Field, column: str, value: Range, made: Where) -> str:
    parts = []
    if value.low is not None:
        parts.append(f"{column} >= {_end(f, value.low, made)}")
    if value.high is not None:
        parts.append(f"{column} <= {_end(f, value.high, made)}")
    if f.home is Home.FINDINGS:
        # -1 stands for "the server does not say".
        parts.append(f"{column} >= 0")
    return f"({' AND '.join(parts)})"


def _end(f: Field, number: int, made: Where) -> str:
    if f.kind is Kind.NET:
        groups = [f"{number >> shift & 0xFFFF:x}" for shift in range(112, -1, -16)]
        return f"toIPv6({made.bind(':'.join(groups))})"
    if f.kind in (Kind.BEFORE, Kind.AFTER):
        return f"fromUnixTimestamp64Micro({made.bind(number, 'Int64')}, 'UTC')"
    return made.bind(number, "Int64")
