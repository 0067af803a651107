"""Hints for a valid search that finds nothing or probably means something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise, takewhile

from leftopen.present.suggest import closest
from leftopen.query import countries
from leftopen.query.fields.field import Kind, Table
from leftopen.query.fields.fields import found as known_field
from leftopen.query.foreign_names import FOREIGN
from leftopen.query.lexer import Token, excerpt, split, tokenize, unescape
from leftopen.query.networks import net
from leftopen.query.normalize import fold
from leftopen.query.quoting import quote_value

INSTEAD = {
    "AND": "terms are combined with AND by default",
    "&&": "terms are combined with AND by default",
    "NOT": "use a minus sign to exclude (example: -port:80)",
    "||": "use OR",
}
BETWEEN = {"or": "write OR in capitals", "Or": "write OR in capitals", "|": "use OR"}
"""Words like any other, unless they stand between two parts."""
NOUNS = {"exposure": "check", "holds": "detector"}
"""Filters whose values are names that this installation knows, and their kind."""
ONE_WORD = frozenset(
    ["cpe", "domain", "hostname", "module", "name", "realm", "shodan.module", "tag", "transport", "vantage",
     "version", "vuln", "vuln.verified"]
)  # fmt: skip
"""Filters whose values hardly contain a blank."""
SHORT = 3
_ASSIGNED = re.compile(r"([a-z_][a-z0-9_.]*)(!?=)=?(.*)", re.DOTALL | re.IGNORECASE)
FREE = (
    "words are searched in banners only; use all:WORD to search every text, or a filter such as product:redis"
)
QUOTED = "put a value of several words in quotation marks, and the whole query in '…' for the shell"
Known = Callable[[str], Collection[str]]


def unknown(field: str) -> Collection[str]:
    """For a caller without the installation's names."""
    return ()


def hints(query: str, *, found: bool = False, known: Known = unknown) -> list[str]:
    """Hints for a valid search. One that `found` something gets hints only about words that are hardly meant
    as words. `known` gives the names that a filter of `NOUNS` can find."""
    tokens = tokenize(query)
    instead = _instead(tokens) | _foreign(tokens, found=found)
    searched = [f"{word} was searched as a word; {meant}" for word, meant in instead.items()]
    if len(tokens) == 2 or not found:
        words = dict.fromkeys(token.text for token in tokens if token.kind == "word" and token.text != "*")
        searched += [
            f"{word} was searched as a word; to find addresses use net:{word}" for word in words if net(word)
        ]
        searched += [_asterisk(word) for word in words if "*" in word and not found]
    for name, value in _values(tokens, found=found):
        if why := _wrong(name, value, known):
            searched.append(f"{name}:{excerpt(value)}: {why}")
    return searched if found else [*searched, *_of_words(query, tokens, alone=not searched)]


def _of_words(query: str, tokens: list[Token], *, alone: bool) -> Iterator[str]:
    """Hints for a search without results. `alone`: there is no other hint."""
    for meant in unquoted_filters(query, but=frozenset(INSTEAD | BETWEEN)):
        yield f"{QUOTED}: {meant}"
    if alone and any(_looked_for(tokens)):
        yield FREE


def _instead(tokens: list[Token]) -> dict[str, str]:
    """The replacement of each word."""
    searched: dict[str, str] = {}
    before = "("
    for token, after in pairwise(tokens):
        between = before not in ("(", "-", "OR") and after.kind not in (")", "end", "OR")
        known = INSTEAD | BETWEEN if between else INSTEAD
        if token.kind == "word" and token.text in known:
            searched[token.text] = known[token.text]
        before = token.kind
    return searched


def _foreign(tokens: list[Token], *, found: bool) -> dict[str, str]:
    """What to write instead of another language's `name=value`; of a name that none of ours resembles only
    where nothing was found."""
    searched: dict[str, str] = {}
    for token, after in pairwise(tokens):
        assigned = _ASSIGNED.fullmatch(token.text) if token.kind == "word" else None
        if assigned is None:
            continue
        behind = after.kind == "phrase" and after.at == token.at + len(token.text)
        value = unescape(after.text) if behind else assigned[3]
        if name := _ours(assigned[1].lower()):
            minus = "-" if assigned[2] == "!=" else ""
            searched[excerpt(token.text)] = f"write {minus}{name}:{quote_value(value) if value else 'VALUE'}"
        elif not found:
            searched[excerpt(token.text)] = "filters are written with a colon (example: port:80)"
    return searched


def _ours(name: str) -> str:
    if name in FOREIGN:
        return FOREIGN[name]
    field = known_field(name)
    return field.name if field else ""


def _asterisk(word: str) -> str:
    return f"{word} was searched as a word; asterisks work only in filters (example: all:{word})"


def _values(tokens: list[Token], *, found: bool) -> Iterator[tuple[str, str]]:
    """By the name of the filter: all its values where nothing was found, else those that exclude
    something."""
    for before, token in pairwise([Token(kind="(", at=0), *tokens]):
        if token.kind == "term" and (before.kind == "-" or not found):
            for part in split(token.text, ","):
                yield token.name, unescape(part.strip())


def _wrong(name: str, value: str, known: Known) -> str:
    """Why that value finds nothing, '' where it may: an unknown country code, an unknown name."""
    if name == "country":
        return countries.unknown(fold(value))
    if name not in NOUNS or "*" in value:
        return ""
    names, word = known(name), fold(value)
    if not names or word in names:
        return ""
    part = next((one for one in sorted(names) if len(word) >= SHORT and word in one), "")
    near = closest(word, names) or part
    noun = NOUNS[name]
    return f"unknown {noun}; " + (f"did you mean {near}?" if near else f"see leftopen {noun} list")


def _looked_for(tokens: list[Token]) -> Iterator[Token]:
    """The required free words and phrases; excluded ones are no reason to find nothing."""
    groups, minus = [False], False
    for token in tokens:
        left_out = groups[-1] ^ minus
        if token.kind == "(":
            groups.append(left_out)
        elif token.kind == ")":
            groups.pop()
        elif token.kind in ("word", "phrase") and not left_out and token.text != "*":
            yield token
        minus = token.kind == "-" and not minus


def unquoted_filters(query: str, *, but: frozenset[str] = frozenset()) -> list[str]:
    """For a valid search: each text filter with free words right after it, as it was probably meant. Words of
    `but` belong to no value."""
    tokens = tokenize(query)
    meant = []
    for number, token in enumerate(tokens):
        if _may_go_on(query, token):
            rest = takewhile(lambda one: one.kind == "word" and one.text not in but, tokens[number + 1 :])
            if behind := [one.text for one in rest]:
                value = " ".join([token.text, *behind]).strip("'")
                meant.append(f'{token.name}:"{value}"')
    return meant


def _may_go_on(query: str, token: Token) -> bool:
    field = known_field(token.name) if token.kind == "term" else None
    if field is None or field.kind not in (Kind.CONTAINS, Kind.IS) or field.home is not Table.OBSERVATIONS:
        return False
    code = field.name == "country" and len(token.text) == 2
    return query[token.value_at] not in "\"'" and field.name not in ONE_WORD and not code
