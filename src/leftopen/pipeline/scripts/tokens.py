"""Splits a script into its tokens, as far as its strings, comments and brackets can be told for certain. Pure
and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 64 * 1024
_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]{1,9999}|//[^\n]*|<!--[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)|(?P<line>\n)|"""
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|"""
    r"""(?P<word>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)|(?P<mark>[^\s"'`])""",
    re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_PATTERN = frozenset("(,=:[!&|?{};+-*%<>~^")
_WORDS_BEFORE_PATTERN = frozenset({"return", "typeof", "case", "in", "of", "void", "delete", "new", "throw"})
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`kind` is text, word, number or mark; `fresh`: it is the first of its line."""

    kind: str
    text: str
    fresh: bool = False


def tokens(script: str) -> tuple[Token, ...]:
    """All of them; nothing where a string, a comment or a bracket stays open, or the script is too long."""
    found: list[Token] = []
    open_brackets: list[str] = []
    place, fresh = 0, True
    while place < len(script) <= LONGEST:
        token, place = _next(script, place, found[-1] if found else None)
        if token == "\n":
            fresh = True
        elif isinstance(token, Token):
            found.append(Token(kind=token.kind, text=token.text, fresh=fresh))
            fresh = False
            if not _balances(token, open_brackets):
                return ()
        elif token is None:
            return ()
    return tuple(found) if not open_brackets and place >= len(script) else ()


def _next(script: str, place: int, before: Token | None) -> tuple[Token | str | None, int]:
    """The token here, a line's end, '' for what is skipped or None for what can't be told; and its end."""
    match = _TOKEN.match(script, place)
    kind = match.lastgroup if match is not None else None
    if match is None or kind is None or (kind == "mark" and script.startswith("/*", place)):
        return None, place
    if kind == "mark" and match[0] == "/" and _may_begin_pattern(before):
        match = _PATTERN.match(script, place)
        return (Token(kind="number", text="/"), match.end()) if match is not None else (None, place)
    if kind in ("skip", "line"):
        return ("\n" if "\n" in match[0] else ""), match.end()
    return Token(kind=kind, text=match[0]), match.end()


def _may_begin_pattern(before: Token | None) -> bool:
    if before is None or before.kind == "word":
        return before is None or before.text in _WORDS_BEFORE_PATTERN
    return before.kind == "mark" and before.text in _BEFORE_PATTERN


def _balances(token: Token, open_brackets: list[str]) -> bool:
    """Opens or closes a bracket. A template with another text inside of it can't be told."""
    if token.kind == "text":
        return not token.text.startswith("`") or token.text.count("${") <= token.text.count("}")
    if token.kind == "mark" and token.text in "([{":
        open_brackets.append(token.text)
    elif token.kind == "mark" and token.text in _PAIRS:
        return bool(open_brackets) and open_brackets.pop() == _PAIRS[token.text]
    return True
