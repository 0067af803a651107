"""Translates a search to a condition over `services` or `history`. Every text from a user or a server is a
bound parameter; SQL is built only from our own column names and parsed numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from leftopen.cases.closure_rules import LIVE
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Value, Word
from leftopen.store.engine.parameters import Value as Bound
from leftopen.store.search import numbers, token_index
from leftopen.store.search.columns import ABSENT, ALIVE, KNOWN, MADE, PARENT, is_list, service_number
from leftopen.store.search.like import like
from leftopen.store.search.token_index import Lookup

NEWEST = {
    Table.JUDGED: "SELECT * FROM verdicts ORDER BY finding, at DESC, look DESC LIMIT 1 BY finding",
    Table.FINDINGS: "SELECT *, mapKeys(holds) AS labels FROM findings "
    "ORDER BY finding, at DESC, look DESC LIMIT 1 BY finding",
    Table.CASES: "SELECT *, toUnixTimestamp64Micro(last_open) - toUnixTimestamp64Micro(first_open) "
    "AS open_for FROM cases FINAL",
}
"""The newest row of each finding or case, for the fields of other tables than the observations."""
_LIVE = ", ".join(f"'{state.value}'" for state in sorted(LIVE))
_CASES = "SELECT finding FROM cases"
_OPEN_CASES = f"SELECT service, check FROM cases FINAL WHERE state IN ({_LIVE})"  # noqa: S608
_OPEN_VERDICTS = f"SELECT service, check FROM ({NEWEST[Table.JUDGED]}) WHERE state = 'open'"  # noqa: S608
_ENDED = f"{_CASES} FINAL GROUP BY finding HAVING countIf(state IN ({_LIVE})) = 0"
OPEN = {
    "exposure": f"{_OPEN_CASES} UNION DISTINCT {_OPEN_VERDICTS} AND finding NOT IN ({_CASES})",
    "severity": f"SELECT * FROM ({NEWEST[Table.FINDINGS]}) WHERE finding NOT IN ({_ENDED})",  # noqa: S608
}
"""The fields of what is open now: a case that is neither closed nor decided, as the pages count it, or a
finding that has no case."""
TRUE, FALSE = "(1 = 1)", "(1 = 0)"
NEEDLES = 200
"""Below the number that `multiSearchAny` takes at once."""


@dataclass(slots=True)
class Where:
    """`sql` is a condition over the columns of `services`; `params` holds its bound values. Without a
    `lookup` only columns are used, not the index. `absent`: some services may be gone."""

    sql: str = ""
    params: dict[str, Bound] = field(default_factory=dict)
    lookup: Lookup | None = None
    absent: bool = True

    def bind(self, value: Bound, kind: str = "String") -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{kind}}}"


def where(node: Node, lookup: Lookup | None = None, *, absent: bool = True) -> Where:
    """The condition for a tree. The indexed expression is written once, literally: to expand it costs the
    engine two milliseconds."""
    made = Where(lookup=lookup, absent=absent)
    made.sql = _sql(node, made).replace("Tokens(marks,", f"Tokens(({token_index.MARKS} AS marks),", 1)
    return made


def _sql(node: Node, made: Where) -> str:
    if isinstance(node, Word):
        return _word(node, made)
    if isinstance(node, Term):
        return _term(node, made)
    if isinstance(node, Not):
        inner = _sql(node.node, made)
        return {TRUE: FALSE, FALSE: TRUE}.get(inner, f"(NOT {inner})")
    if isinstance(node, All):
        return _all(node, made)
    if isinstance(node, Any):
        return _joined([_sql(part, made) for part in node.nodes], "OR", FALSE, TRUE)
    raise TypeError(node)


def _joined(parts: Sequence[str], operator: str, neutral: str, decisive: str) -> str:
    """Without constants: `NOT (1 = 1 AND (a AND b > 0))` is true of every row for the engine."""
    if decisive in parts:
        return decisive
    left = [part for part in parts if part != neutral]
    return f"({f' {operator} '.join(left)})" if left else neutral


def _all(node: All, made: Where) -> str:
    """Terms with one index word for each row are looked up in the index together."""
    parts, every = [], list[str]()
    for part in node.nodes:
        if not isinstance(part, Term):
            parts.append(_sql(part, made))
        elif (some := token_index.token_words(part, made.lookup)) is not None and len(some) == 1:
            every += some
        else:
            parts.append(_by_marks(part, some, made))
    if every:
        parts.append(f"hasAllTokens(marks, {made.bind(every, 'Array(String)')})")
    return _joined(parts, "AND", TRUE, FALSE)


def _by_marks(node: Term, some: list[str] | None, made: Where) -> str:
    """A condition on one of those words; None: use the columns."""
    if some is None:
        return _columns(node, made)
    return f"hasAnyTokens(marks, {made.bind(some, 'Array(String)')})" if some else FALSE


def _word(node: Word, made: Where) -> str:
    """The index answers for the words; the exact text is read only in rows that have them all."""
    parts = []
    if node.tokens:
        parts.append(f"hasAllTokens(data, {made.bind(node.tokens, 'Array(String)')})")
    if node.text:
        # Faster than `lower` in long text, slower in short columns.
        parts.append(f"positionCaseInsensitive(data, {made.bind(node.text)}) > 0")
    return f"({' AND '.join(parts) or '1 = 1'})"


def _term(node: Term, made: Where) -> str:
    return _by_marks(node, token_index.token_words(node, made.lookup), made)


def _columns(node: Term, made: Where) -> str:
    f = node.field
    if f.rare:
        return _rare(f, node.values, made)
    if f.columns == (ALIVE,):
        return _alive(node.values, made)
    tests = [_column(f, column, node.values, made) for column in f.columns]
    if f.home is not Table.OBSERVATIONS:
        services = f"SELECT {service_number('service')} FROM ({rows_of(f)}) WHERE {tests[0]}"  # noqa: S608
        tests[0] = f"service IN ({services})"
    return f"({' OR '.join(tests)})"


def rows_of(f: Field) -> str:
    """The rows of a field of another table than the observations."""
    return OPEN.get(f.name, NEWEST[f.home])


def _alive(values: tuple[Value, ...], made: Where) -> str:
    """While no service is gone, no row is read for it; else few rows are compared with those that are."""
    wanted = {value.low for value in values if isinstance(value, Range)}
    if len(wanted) > 1 or (wanted == {1} and not made.absent):
        return TRUE
    if not made.absent:
        return FALSE
    return f"(service {'NOT ' if 1 in wanted else ''}IN ({ABSENT}))"


def _rare(f: Field, values: tuple[Value, ...], made: Where) -> str:
    """The index knows which granules hold the name at all. The name is our own."""
    item = "toInt64OrZero(x)" if f.kind is Kind.NUMBER else "x"
    whole = "match(x, '^-?[0-9]{1,18}$') AND " if f.kind is Kind.NUMBER else ""
    test = f"arrayExists(x -> {whole}({_tests(f, item, values, made)}), more['{f.name}'])"
    return f"(has(mapKeys(more), '{f.name}') AND {test})"


def _column(f: Field, column: str, values: tuple[Value, ...], made: Where) -> str:
    if is_list(column):
        return f"arrayExists(x -> ({_tests(f, 'x', values, made)}), {MADE.get(column, column)})"
    tests = _tests(f, MADE.get(column, column), values, made)
    if column == PARENT:
        return f"(service IN (SELECT service FROM sites WHERE {tests}))"  # noqa: S608
    # -1 stands for a size that the server does not state.
    known = f"{column} >= 0" if f.home is Table.FINDINGS else KNOWN.get(column, "")
    return f"({known} AND ({tests}))" if known else f"({tests})"


def _tests(f: Field, item: str, values: tuple[Value, ...], made: Where) -> str:
    texts = [value for value in values if isinstance(value, Text)]
    others = [value for value in values if not isinstance(value, Text)]
    return " OR ".join([*_texts(f, item, texts, made), *numbers.tests(f, item, others)])


def _texts(f: Field, item: str, values: list[Text], made: Where) -> list[str]:
    plain = [value.pieces[0] for value in values if len(value.pieces) == 1]
    tests = [_like(f, item, value, made) for value in values if len(value.pieces) > 1]
    if f.kind is Kind.PREFIX:
        return [f"startsWith(lower({item}), {made.bind(text)})" for text in plain]
    if f.kind not in (Kind.CONTAINS, Kind.CPE):
        return [*tests, *([f"lower({item}) IN {made.bind(plain, 'Array(String)')}"] if plain else [])]
    if len(plain) == 1:
        return [*tests, f"position(lower({item}), {made.bind(plain[0])}) > 0"]
    for at in range(0, len(plain), NEEDLES):
        needles = made.bind(plain[at : at + NEEDLES], "Array(String)")
        tests.append(f"multiSearchAny(lower({item}), {needles})")
    return tests


def _like(f: Field, item: str, value: Text, made: Where) -> str:
    if not any(value.pieces):
        return f"{item} != ''"
    pieces = ("", *value.pieces, "") if f.kind in (Kind.CONTAINS, Kind.CPE) else value.pieces
    return f"lower({item}) LIKE {made.bind(like(pieces))}"
