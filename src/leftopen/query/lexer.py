"""Splits the text of a search into tokens with their positions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.errors import BadQuery

# Longer than a list of 500 networks from Shodan's client.
LONGEST = 10_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*:")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# An apostrophe inside a word ends nothing (`'L'Oréal'`).
_END = r"'(?=[\s),]|\Z)"
_SINGLE = re.compile(rf"'((?:[^'\\]|\\.|(?!{_END})'){{1,300}})(?:{_END})", re.DOTALL)
# A character with its backslash, or an asterisk without one.
_ASTERISK = re.compile(r"(\\.)|\*", re.DOTALL)
_BARE = re.compile(r'[^\s()"]+')
_BARE_VALUE = re.compile(r'(?:\\[^\s()"]|[^\s()",])*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`kind`: `word`, `phrase`, `term`, `(`, `)`, `-` (also written `!`), `OR`, `end`. `name` of a term; `at`
    its position, `value_at` that of its value. `text` keeps its backslashes, for the comma rule."""

    kind: str
    at: int
    text: str = ""
    name: str = ""
    value_at: int = 0


def tokenize(query: str) -> list[Token]:
    """Raises BadQuery: too long, an unterminated quote, a filter without a value, a minus sign by itself."""
    if len(query) > LONGEST:
        raise BadQuery(f"the query is longer than {LONGEST} characters", LONGEST)
    found: list[Token] = []
    at = 0
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        token, at = _one(query, at)
        found.append(token)
    return [*found, Token(kind="end", at=len(query))]


def _one(query: str, at: int) -> tuple[Token, int]:
    if query[at] in "()":
        return Token(kind=query[at], at=at), at + 1
    if query[at] in "-!":
        if query[at + 1 : at + 2].strip() == "":
            raise BadQuery(f'{query[at]} needs a term right after it (or write "{query[at]}")', at)
        return Token(kind="-", at=at), at + 1
    if quoted := _quoted(query, at):
        return Token(kind="phrase", at=at, text=_storable(quoted[0])), quoted[1]
    name = _NAME.match(query, at)
    if name:
        return _term(query, at, name.end())
    bare = _bare(query, at)
    kind = "OR" if bare == "OR" else "word"
    return Token(kind=kind, at=at, text=_storable(bare)), at + len(bare)


def _term(query: str, at: int, value_at: int) -> tuple[Token, int]:
    name = query[at : value_at - 1]
    text, end = _values(query, value_at)
    text = _storable(text)
    if not text:
        raise BadQuery(f"{excerpt(name)}: missing value after the colon", value_at)
    return Token(kind="term", at=at, text=text, name=name.lower(), value_at=value_at), end


def _values(query: str, at: int) -> tuple[str, int]:
    """The values, separated by commas, and where they end."""
    found, at = _value(query, at)
    while query[at : at + 1] == ",":
        text, at = _value(query, at + 1)
        found += f",{text}"
    return found, at


def _value(query: str, at: int) -> tuple[str, int]:
    """Quoted or not, or parts of both with an asterisk between them (`"a b"*`). A quoted asterisk is literal,
    and gets a backslash."""
    found, begin = "", at
    while at == begin or query[at - 1 : at + 1] in ('*"', '"*'):
        if quoted := _quoted(query, at):
            found += _ASTERISK.sub(lambda one: one[1] or r"\*", quoted[0])
            at = quoted[1]
        elif bare := _bare_value(query, at):
            found += bare
            at += len(bare)
        else:
            break
    return found, at


def _bare_value(query: str, at: int) -> str:
    found = _BARE_VALUE.match(query, at)
    return found[0] if found else ""


def _storable(text: str) -> str:
    """As texts are stored: without NUL, and without lone surrogates."""
    return _SURROGATE.sub("\ufffd", text).replace("\0", "")


def _bare(query: str, at: int) -> str:
    found = _BARE.match(query, at)
    return found[0] if found else ""


def _quoted(query: str, at: int) -> tuple[str, int] | None:
    """What stands there in quotation marks or between apostrophes, and where that ends; None for neither."""
    found = _QUOTED.match(query, at) or _SINGLE.match(query, at)
    if not found and query[at : at + 1] == '"':
        raise BadQuery("missing closing quotation mark", at)
    return (found[1], found.end()) if found else None


def unescape(text: str) -> str:
    r"""`\"` is a quotation mark, `\,` a comma, `\\` a backslash."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def split(text: str, on: str) -> list[str]:
    """The parts between unescaped `on`; backslashes stay."""
    if "\\" not in text:
        return text.split(on)
    parts, begin, escaped = [], 0, False
    for at, character in enumerate(text):
        if character == on and not escaped:
            parts.append(text[begin:at])
            begin = at + 1
        escaped = character == "\\" and not escaped
    return [*parts, text[begin:]]


def excerpt(text: str) -> str:
    """A piece of a search for a message: one short line."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= 40 else line[:40] + "…"
