"""Parses the search language to a tree.

    search  = either*                       all of them
    either  = one ("OR" one)*               at least one
    one     = "-" one | "!" one | "(" search ")" | "*" | word | "phrase" | filter:value,"value"

So `OR` binds more tightly than adjacency: `nginx port:80 OR port:443` is nginx on one of the
two ports.
"""

from __future__ import annotations

from leftopen.errors import BadQuery
from leftopen.query.fields.field import Field, Kind, Table
from leftopen.query.fields.fields import SERVICES
from leftopen.query.fields.vocabulary import Vocabulary
from leftopen.query.foreign_names import FOREIGN
from leftopen.query.lexer import Token, excerpt, split, tokenize, unescape
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Value, Word
from leftopen.query.normalize import fold, tokens
from leftopen.query.values import read

EVERYTHING = "*"
"""Alone, it matches every observation; in quotation marks it is searched as a character."""
DEEPEST = 24
MOST_TOKENS = 400
MOST_WORDS = 32
MOST_VALUES = 1000
# Each text is searched in each row; numbers and networks are looked up.
MOST_TEXTS = 100
MOST_TEXTS_IN_ALL = 200
MOST_COSTLY = 50
MOST_JOINED = 12
MOST_TEXT = 4000
TEXTS = frozenset([Kind.CONTAINS, Kind.IS, Kind.PREFIX, Kind.CPE, Kind.SERIAL])


def parse(query: str, known: Vocabulary = SERVICES) -> Node:
    """Raises BadQuery with the position. The empty search and `*` match everything."""
    found = tokenize(query)
    _within_bounds(found, known)
    reader = _Reader(found, known)
    tree = reader.search(0)
    if reader.now.kind != "end":
        raise BadQuery("closing parenthesis without an opening one", reader.now.at)
    return tree


class _Reader:
    def __init__(self, found: list[Token], known: Vocabulary) -> None:
        self._found = found
        self._known = known
        self._next = 0

    @property
    def now(self) -> Token:
        return self._found[self._next]

    def _take(self) -> Token:
        token = self.now
        self._next += 1
        return token

    def search(self, depth: int) -> Node:
        nodes: list[Node] = []
        while self.now.kind not in (")", "end"):
            nodes.append(self._either(depth))
        return nodes[0] if len(nodes) == 1 else All(nodes=tuple(nodes))

    def _either(self, depth: int) -> Node:
        nodes = [self._one(depth)]
        while self.now.kind == "OR":
            self._take()
            nodes.append(self._one(depth))
        return nodes[0] if len(nodes) == 1 else Any(nodes=tuple(nodes))

    def _one(self, depth: int) -> Node:
        token = self._take()
        if depth > DEEPEST:
            raise BadQuery(
                f"parentheses and minus signs are nested more than {DEEPEST} levels deep", token.at
            )
        if token.kind == "-":
            return Not(node=self._one(depth + 1))
        if token.kind == "(":
            return self._group(token, depth)
        if token.kind == "word" and token.text == EVERYTHING:
            return All(nodes=())
        if token.kind == "term":
            return _term(token, self._known)
        if token.kind in ("word", "phrase"):
            return _word(token)
        raise BadQuery("OR needs a term on both sides, and a minus sign needs a term after it", token.at)

    def _group(self, opening: Token, depth: int) -> Node:
        tree = self.search(depth + 1)
        if self._take().kind != ")":
            raise BadQuery("opening parenthesis without a closing one", opening.at)
        return tree


def _word(token: Token) -> Word:
    text = fold(unescape(token.text) if token.kind == "phrase" else token.text)
    found = tokens(text)
    if len(found) > MOST_WORDS:
        raise BadQuery(f"a phrase has at most {MOST_WORDS} words", token.at)
    return Word(tokens=tuple(dict.fromkeys(found)), text="" if found == (text,) else text)


def _term(token: Token, known: Vocabulary) -> Term:
    field = known.found(token.name)
    if field is None:
        near = FOREIGN.get(token.name, "") if known is SERVICES else ""
        near = near or known.suggest(token.name)
        hint = f"; did you mean {near}:" if near else ""
        name = excerpt(token.name)
        raise BadQuery(
            f"unknown filter {name}:{hint} (to search for text with a colon, put it in quotation marks)",
            token.at,
        )
    parts = [token.text] if field.kind is Kind.GEO else split(token.text, ",")
    if len(parts) > MOST_VALUES:
        raise BadQuery(f"{field.name}: at most {MOST_VALUES} values", token.value_at)
    values = tuple(value for part in parts for value in read(field, part.strip(), token.value_at))
    costly = sum(map(_costly, values))
    if costly > MOST_COSTLY:
        raise BadQuery(
            f"{field.name}: at most {MOST_COSTLY} values with asterisks or open ends", token.value_at
        )
    return Term(field=field, values=values)


def _costly(value: Value) -> bool:
    if isinstance(value, Text):
        return len(value.pieces) > 1
    return isinstance(value, Range) and (value.low is None or value.high is None)


def _within_bounds(found: list[Token], known: Vocabulary) -> None:
    """Limits the size of the query: parts, values, texts (they travel in a URL of 64 KiB, each byte as up to
    12), and joined tables."""
    if len(found) > MOST_TOKENS:
        raise BadQuery(f"the query has more than {MOST_TOKENS} terms", found[MOST_TOKENS].at)
    values = texts = size = joined = 0
    for token in found:
        field = known.found(token.name) if token.name else None
        if field is None or field.kind in TEXTS:
            size += len(token.text.encode())
        values += 1 + token.text.count(",") if field else 0
        texts += _texts(token, field)
        joined += field is not None and field.home is not Table.OBSERVATIONS
        if size > MOST_TEXT:
            raise BadQuery(f"the query has more than {MOST_TEXT} bytes of text", token.at)
        if values > MOST_VALUES:
            raise BadQuery(f"the query has more than {MOST_VALUES} values", token.at)
        if texts > MOST_TEXTS_IN_ALL:
            raise BadQuery(f"the query has more than {MOST_TEXTS_IN_ALL} values in text filters", token.at)
        if joined > MOST_JOINED:
            raise BadQuery(
                f"the query has more than {MOST_JOINED} filters on check results or cases", token.at
            )


def _texts(token: Token, field: Field | None) -> int:
    """The number of text values. Raises BadQuery for more than one filter accepts."""
    if field is None or field.kind not in TEXTS:
        return 0
    if (number := len(split(token.text, ","))) > MOST_TEXTS:
        raise BadQuery(f"{field.name}: at most {MOST_TEXTS} values", token.value_at)
    return number
