"""Finds where a script sends each visitor by itself, as a redirect does. Pure and bounded.

Only a statement of its own counts (`location.href = "/ui/";`), which each browser runs when it reads the
script: not one under a condition, in a block, in a text or in what an event calls. A function counts where
it does nothing else and the script itself, or the page when it is loaded (`<body onload="go()">`), calls it;
then only a place without a query. Where the script asks the visitor something, or can't be told for certain,
nothing counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from leftopen.pipeline.scripts.tokens import Token, tokens

MOST = 10
_WINDOWS = frozenset({"window", "document", "top", "self", "parent", "this", "globalThis"})
_FORMS: tuple[tuple[str | None, ...], ...] = (
    ("location", "=", None),
    ("location", ".", "href", "=", None),
    ("location", ".", "replace", "(", None, ")"),
    ("location", ".", "assign", "(", None, ")"),
)
_LONGEST = 24
"""Tokens that the longest statement that counts may have."""
_ASKS = ("confirm(", "prompt(")
_GOES_ON = frozenset({
    "else", "do", "return", "typeof", "void", "delete", "new", "in", "of", "instanceof", "await", "yield",
    "throw", "case", "var", "let", "const", "class", "function", "extends", "async", "import", "export",
})  # fmt: skip
"""Words after which a new line begins no new statement."""


def leads_to(script: str, onload: str = "") -> Iterator[str]:
    """Where the script leads, at most ten places; `onload` what the page calls once it is loaded."""
    if "location" not in script or any(asking in script for asking in _ASKS):
        return
    yield from islice(_led(tokens(script), tokens(onload[:1000])), MOST)


def _led(control: Sequence[Token], onload: Sequence[Token]) -> Iterator[str]:
    functions: dict[str, str] = {}
    called = set(_calls(onload)) | set(_calls(control))
    for start in _statements(control):
        statement = control[start : start + _LONGEST]
        place, _ = _location(statement)
        if place:
            yield place
        elif named := _function(statement):
            functions[named[0]] = named[1]
    for name, place in functions.items():
        if name in called and "?" not in place:
            yield place


def _statements(control: Sequence[Token]) -> Iterator[int]:
    """Where the statements outside of all brackets begin, as far as that is certain."""
    depth = 0
    for number, token in enumerate(control):
        before = control[number - 1] if number else None
        if not depth and (before is None or _ends(before, token)):
            yield number
        if token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")


def _ends(before: Token, token: Token) -> bool:
    """Does a statement end between these two? After `)` that can't be told: it may close a condition."""
    if before.kind == "mark":
        return before.text in ";}"
    return token.fresh and token.kind == "word" and before.text not in _GOES_ON


def _location(control: Sequence[Token]) -> tuple[str, int]:
    """The place of a statement that sets `location` and nothing else, and how many tokens it has; or ''."""
    first = 0
    while [token.text for token in control[first + 1 : first + 2]] == ["."] and control[
        first
    ].text in _WINDOWS:
        first += 2
    for form in _FORMS:
        end = first + len(form)
        given = [token.text for token in control[first:end]]
        if len(given) == len(form) and all(map(_same, given, form)) and _over(control[end:]):
            return _written(control[first + form.index(None)]), end
    return "", 0


def _same(text: str, wanted: str | None) -> bool:
    return wanted is None or text == wanted


def _written(token: Token) -> str:
    """The text as the script means it, or '' when it is made of others or can't be a place."""
    text = token.text[1:-1]
    plain = (
        token.kind == "text" and 0 < len(text) <= 500 and not any(one in text for one in ("\\", "${", " "))
    )
    return text.replace("&amp;", "&") if plain and text.isprintable() else ""


def _over(rest: Sequence[Token]) -> bool:
    """Is the statement at its end?"""
    if not rest or rest[0].text in (";", "}"):
        return True
    return rest[0].fresh and rest[0].kind == "word" and rest[0].text not in ("in", "instanceof")


def _function(control: Sequence[Token]) -> tuple[str, str] | None:
    """The name of a function without parameters whose body is one such statement, and its place."""
    texts = [token.text for token in control[:5]]
    if len(texts) < 5 or texts[0] != "function" or texts[2:] != ["(", ")", "{"]:
        return None
    place, length = _location(control[5:])
    after = [token.text for token in control[5 + length : 7 + length]]
    return (texts[1], place) if place and (after[:1] == ["}"] or after == [";", "}"]) else None


def _calls(control: Sequence[Token]) -> Iterator[str]:
    """The functions that are called by a statement of their own, without arguments."""
    for start in _statements(control):
        one = [token.text for token in control[start : start + 3]]
        if (
            len(one) == 3
            and one[1:] == ["(", ")"]
            and control[start].kind == "word"
            and _over(control[start + 3 :])
        ):
            yield one[0]
