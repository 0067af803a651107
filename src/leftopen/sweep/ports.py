"""Parses `top100`, `top1000`, `all`, numbers and ranges, in any mixture, to port numbers."""

from __future__ import annotations

import re

from leftopen.errors import BadPorts
from leftopen.sweep.port_lists import TOP100, TOP1000

_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
_WORDS: dict[str, tuple[int, ...]] = {
    "top100": TOP100,
    "top1000": TOP1000,
    "all": tuple(range(1, 65536)),
}


def parse(words: str) -> tuple[int, ...]:
    """Each port once, ascending. Raises BadPorts in one clear line."""
    found: set[int] = set()
    for word in words.split(","):
        found.update(_WORDS.get(word.strip().lower()) or _numbers(word.strip()))
    return tuple(sorted(found))


def _numbers(word: str) -> range:
    shape = _RANGE.fullmatch(word)
    if shape is None:
        raise BadPorts(
            f"{word[:40]!r} is not a valid port; use numbers (example: 22,80-90), {', '.join(_WORDS)}"
        )
    low = int(shape[1])
    high = int(shape[2] or low)
    if not (1 <= low <= 65535 and 1 <= high <= 65535):
        raise BadPorts(f"{word!r} is not a valid port (1 to 65535)")
    if low > high:
        raise BadPorts(f"{word!r} is reversed; write the lower port first")
    return range(low, high + 1)
