"""Hints for a valid search that finds nothing or probably means something else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from leftopen.present.suggest import closest
from leftopen.query import countries
from leftopen.query.lexer import Token, excerpt, split, tokenize, unescaped
from leftopen.query.networks import net
from leftopen.query.normalize import fold
from leftopen.query.unquoted import unquoted

INSTEAD = {
    "AND": "parts that stand side by side must all hold anyway",
    "&&": "parts that stand side by side must all hold anyway",
    "NOT": "a minus sign leaves out, as in -port:80",
    "||": "write OR",
}
BETWEEN = {"or": "OR is written in capitals", "Or": "OR is written in capitals", "|": "write OR"}
"""Ordinary words, unless they stand between two parts."""
NOUNS = {"exposure": "check", "holds": "detector"}
"""Filters whose values are names that this installation knows, and their kind."""
SHORT = 3
FREE = "free words look in banners only; all:WORD in every text; product:redis is a filter"
QUOTED = "a value of several words stands in quotation marks, which a shell leaves there only inside '…'"
Known = Callable[[str], Collection[str]]


def unknown(field: str) -> Collection[str]:
    """For a caller without the installation's names."""
    return ()


def hints(query: str, *, found: bool = False, known: Known = unknown) -> list[str]:
    """Hints for a valid search. One that `found` something gets hints only about words that are hardly meant
    as words. `known` gives the names that a filter of `NOUNS` can find."""
    tokens = tokenize(query)
    said = [f"{word} was looked for as a word; {instead}" for word, instead in _instead(tokens).items()]
    if len(tokens) == 2 or not found:
        words = dict.fromkeys(token.text for token in tokens if token.kind == "word")
        said += [
            f"{word} was looked for as a word; net:{word} finds addresses" for word in words if net(word)
        ]
        said += [_asterisk(word) for word in words if "*" in word and not found]
    for name, value in _values(tokens, found=found):
        if why := _wrong(name, value, known):
            said.append(f"{name}:{excerpt(value)}: {why}")
    return said if found else [*said, *_of_words(query, tokens, alone=not said)]


def _of_words(query: str, tokens: list[Token], *, alone: bool) -> Iterator[str]:
    """Hints for a search without results. `alone`: there is no other hint."""
    for meant in unquoted(query, but=frozenset(INSTEAD | BETWEEN)):
        yield f"{QUOTED}: {meant}"
    if alone and any(_looked_for(tokens)):
        yield FREE


def _instead(tokens: list[Token]) -> dict[str, str]:
    """The replacement of each word."""
    said: dict[str, str] = {}
    before = "("
    for token, after in pairwise(tokens):
        between = before not in ("(", "-", "OR") and after.kind not in (")", "end", "OR")
        known = INSTEAD | BETWEEN if between else INSTEAD
        if token.kind == "word" and token.text in known:
            said[token.text] = known[token.text]
        before = token.kind
    return said


def _asterisk(word: str) -> str:
    return f"{word} was looked for as a word; asterisks stand in values of filters: all:{word}"


def _values(tokens: list[Token], *, found: bool) -> Iterator[tuple[str, str]]:
    """By the name of the filter: all its values where nothing was found, else those that exclude
    something."""
    for before, token in pairwise([Token(kind="(", at=0), *tokens]):
        if token.kind == "term" and (before.kind == "-" or not found):
            for part in split(token.text, ","):
                yield token.name, unescaped(part.strip())


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
    return f"there is no such {noun}; " + (
        f"did you mean {near}?" if near else f"leftopen {noun} list has them all"
    )


def _looked_for(tokens: list[Token]) -> Iterator[Token]:
    """The required free words and phrases; excluded ones are no reason to find nothing."""
    groups, minus = [False], False
    for token in tokens:
        left_out = groups[-1] ^ minus
        if token.kind == "(":
            groups.append(left_out)
        elif token.kind == ")":
            groups.pop()
        elif token.kind in ("word", "phrase") and not left_out:
            yield token
        minus = token.kind == "-" and not minus
