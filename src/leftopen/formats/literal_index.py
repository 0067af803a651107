"""Finds the few of thousands of patterns that could match some bytes, without running any.

Nearly every pattern has runs of plain characters that each of its matches contains. A pattern is filed under
the rarest four of them; the fours of the bytes name the candidates. One without four is looked at always.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

GRAM = 4
_CONTROLS = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"f": b"\f", b"e": b"\x1b"}
# Plain characters without the one before a quantifier, a class, an escape, the beginning of a group, a
# quantifier, or one character.
_TOKEN = re.compile(
    rb"(?P<plain>[A-Za-z0-9 /:;,<>=_\"'-]{2,}(?![*+?{]))"
    rb"|\[\^?\]?(?:\\.|\[:\^?[a-z]{1,12}:\]|[^\]\\])*\]"
    rb"|\\(?:x[0-9A-Fa-f]{0,2}|0[0-7]{0,2}|[1-9]\d*|.)"
    rb"|\(\?[^:=!<>)(]*[:)]?"
    rb"|(?:\{\d*,?\d*\}|[*+?])[?+]?"
    rb"|.",
    re.DOTALL,
)
_LEAST = re.compile(rb"\{(\d*)")
# Escapes that take what follows them, and quoted text.
_UNREAD = re.compile(rb"\\(?:[cgkopuPQEU]|x$)")


def required(pattern: bytes) -> frozenset[bytes]:
    """Runs of characters, in lower case, all of which every match of the pattern contains; none if nothing is
    certain."""
    runs: list[bytearray] = [bytearray()]
    depth = 0
    for found in _TOKEN.finditer(pattern):
        token = found[0]
        if found.lastgroup:
            if depth == 0:
                runs[-1] += token
        elif _UNREAD.match(token) or (token.startswith(b"(?") and b"x" in token):
            return frozenset()
        elif token in b"()" or token.startswith(b"(?"):
            depth += 0 if token.startswith(b"(?") and token.endswith(b")") else 1 - 2 * (token == b")")
            runs.append(bytearray())
        elif depth == 0 and token == b"|":
            return frozenset()
        elif depth == 0:
            _add(token, runs)
    return frozenset(bytes(run).lower() for run in runs if run)


def _add(token: bytes, runs: list[bytearray]) -> None:
    """One token outside of groups: a character continues the run, all else begins another."""
    plain = _plain(token)
    if plain:
        runs[-1] += plain
        return
    again = _LEAST.match(token) if len(token) > 1 else None
    if token[:1] in (b"*", b"?") or (again and not int(again[1] or 0)):
        del runs[-1][-1:]
    runs.append(bytearray())


def _plain(token: bytes) -> bytes:
    """The one character that it stands for, b'' if it is not one."""
    if token[:1] != b"\\":
        return token if len(token) == 1 and token not in b".^$*+?" else b""
    rest = token[1:]
    if rest[:1] == b"x":
        return bytes((int(rest[1:], 16),))
    if rest[:1] == b"0":
        return bytes((int(rest, 8) & 0xFF,))
    return _CONTROLS.get(rest, b"" if rest.isalnum() else rest)


class LiteralIndex:
    """`candidates` gives the patterns' numbers in their own order."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._required = tuple(map(required, patterns))
        often = Counter(gram for runs in self._required for gram in _grams_of(runs))
        self._by_gram: dict[bytes, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for number, runs in enumerate(self._required):
            grams = _grams_of(runs)
            if grams:
                self._by_gram[min(grams, key=lambda gram: (often[gram], gram))].append(number)
            else:
                self._always.append(number)

    def candidates(self, data: bytes) -> list[int]:
        """Those that could match, whatever the case; a pattern that matches is always among them."""
        lowered = data.lower()
        near = [n for gram in self._by_gram.keys() & _grams(lowered) for n in self._by_gram[gram]]
        return sorted(n for n in (*self._always, *near) if all(run in lowered for run in self._required[n]))


def _grams_of(runs: frozenset[bytes]) -> set[bytes]:
    return {gram for run in runs for gram in _grams(run)}


def _grams(data: bytes) -> set[bytes]:
    return {data[at : at + GRAM] for at in range(len(data) - GRAM + 1)}
