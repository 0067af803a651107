"""Finds the few of thousands of patterns that could match some bytes, without running any.

Nearly every pattern has runs of plain characters that each of its matches contains. A pattern is filed under
a rare four of them; the fours of the bytes name the candidates. One without four is looked at always.
"""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

GRAM = 4
# The end of a run tells most: `Server: …` begins many, and what follows few.
TELLING = 12
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
LONGEST = 8 * 1024
"""The longest pattern that is read; the work grows with the square of it."""
_UNREAD = re.compile(rb"\\(?:[cgkopuPQEU]|x$)")


def required_literals(pattern: bytes) -> frozenset[bytes]:
    """Runs of characters, in lower case, all of which every match of the pattern contains; none if nothing is
    certain, as for a pattern that is longer than any rule's."""
    if len(pattern) > LONGEST:
        return frozenset()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    required: tuple[frozenset[bytes], ...]
    by_gram: Mapping[bytes, list[int]]
    always: tuple[int, ...]


class LiteralIndex:
    """`candidates` gives the patterns' numbers in their own order. Built at the first call."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._patterns = tuple(patterns)
        self._turn = threading.Lock()
        self._tables: _Tables | None = None

    def candidates(self, data: bytes) -> list[int]:
        """Those that could match, whatever the case; a pattern that matches is always among them."""
        with self._turn:
            tables = self._tables = self._tables or _built(self._patterns)
        lowered = data.lower()
        near = [n for gram in tables.by_gram.keys() & _grams(lowered) for n in tables.by_gram[gram]]
        return sorted(n for n in (*tables.always, *near) if all(run in lowered for run in tables.required[n]))


def _built(patterns: tuple[bytes, ...]) -> _Tables:
    known = tuple(map(required_literals, patterns))
    marks = [_grams(max(runs, key=len, default=b"")[-TELLING:]) for runs in known]
    often = Counter(chain.from_iterable(marks))
    by_gram: dict[bytes, list[int]] = defaultdict(list)
    for number, grams in enumerate(marks):
        if grams:
            by_gram[min(grams, key=lambda gram: (often[gram], gram))].append(number)
    always = tuple(number for number, grams in enumerate(marks) if not grams)
    return _Tables(required=known, by_gram=by_gram, always=always)


def _grams(data: bytes) -> set[bytes]:
    return {data[at : at + GRAM] for at in range(len(data) - GRAM + 1)}
