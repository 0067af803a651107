"""Counts the figures in a JSON answer that tell how a machine or a server is doing: traffic, load, memory,
connections. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leftopen.model.facts import Json
from leftopen.wire.http.pages.like_objects import words

LEAST, KINDS, RUNNING = 5, 3, 2
"""Figures, kinds of figures, and kinds that only something that runs has; at least."""
MOST, WIDEST, DEEPEST = 1000, 100, 5
_NUMBERED = re.compile(r"\d.*")
_RUNS = frozenset({
    "recv", "received", "sent", "rx", "tx", "uptime", "requests", "connections", "sessions", "goroutines",
    "threads", "packets", "dropped", "used", "free", "load", "rss",
})  # fmt: skip
_FIGURES = _RUNS | frozenset({
    "bytes", "speed", "rate", "bps", "kbps", "cpu", "memory", "mem", "ram", "swap", "heap", "disk", "sockets",
    "errors", "latency", "temperature", "fan", "voltage", "iops",
})  # fmt: skip


def machine_figures(data: Json) -> int:
    """How many there are; 0 where they are few, of few kinds, or less than half of all numbers."""
    if not isinstance(data, dict):
        return 0
    numbers = named = 0
    kinds: set[str] = set()
    for number, key in enumerate(_numbers(data, "", DEEPEST)):
        if number >= MOST:
            break
        numbers += 1
        figures = {_NUMBERED.sub("", word) for word in words(key)} & _FIGURES
        named += bool(figures)
        kinds |= figures
    enough = named >= LEAST and len(kinds) >= KINDS and len(kinds & _RUNS) >= RUNNING
    return named if enough and named * 2 >= numbers else 0


def _numbers(data: Json, key: str, deepest: int) -> Iterator[str]:
    """The key of each number; in a list of numbers, the list's key once."""
    if isinstance(data, bool) or deepest < 0:
        return
    if isinstance(data, int | float):
        yield key
    elif isinstance(data, dict):
        for name, value in list(data.items())[:WIDEST]:
            yield from _numbers(value, name, deepest - 1)
    elif isinstance(data, list):
        plain = bool(data) and isinstance(data[0], int | float)
        for value in data[: 1 if plain else WIDEST]:
            yield from _numbers(value, key, deepest - 1)
