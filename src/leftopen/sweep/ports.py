"""Parses `top100`, `top1000`, `all`, numbers and ranges, in any mixture, to port numbers; those of UDP after
`U:`, as Nmap has it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from leftopen.errors import BadPorts
from leftopen.sweep.port_lists import TOP100, TOP1000

UDP = "udp"
"""The word for every UDP port that has a question."""
_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
_WORDS: dict[str, tuple[int, ...]] = {
    "top100": TOP100,
    "top1000": TOP1000,
    "all": tuple(range(1, 65536)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Each once; those of TCP ascending."""

    tcp: tuple[int, ...] = ()
    udp: frozenset[int] = frozenset()


def parse(words: str) -> tuple[int, ...]:
    """Each TCP port once, ascending. Raises BadPorts in one clear line."""
    return parse_both(words).tcp


def parse_both(words: str, known: Iterable[int] | None = None) -> Ports:
    """The ports of both; `known`: the UDP ports that have a question (None: any). As with Nmap, `U:` and `T:`
    hold for what follows them. Raises BadPorts in one clear line."""
    tcp: set[int] = set()
    udp: set[int] = set()
    asked, found = frozenset(known or ()), tcp
    for word in (one.strip().lower() for one in words.split(",")):
        if word == UDP:
            udp |= asked
            continue
        kind, colon, rest = word.rpartition(":")
        if colon and kind not in ("u", "t"):
            raise BadPorts(f"{word[:40]!r} is not a valid port; UDP ports stand after U:, as in U:53,161")
        found = {"u": udp, "t": tcp}.get(kind, found)
        found.update(_WORDS.get(rest) or _numbers(rest))
    if known is not None and udp - asked:
        raise BadPorts(f"UDP port {min(udp - asked)} has no question; there are {_listed(asked)}")
    return Ports(tcp=tuple(sorted(tcp)), udp=frozenset(udp))


def _listed(ports: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(ports)))


def _numbers(word: str) -> range:
    shape = _RANGE.fullmatch(word)
    if shape is None:
        raise BadPorts(
            f"{word[:40]!r} is not a valid port; use numbers (example: 22,80-90), {', '.join(_WORDS)}, {UDP}"
        )
    low = int(shape[1])
    high = int(shape[2] or low)
    if not (1 <= low <= 65535 and 1 <= high <= 65535):
        raise BadPorts(f"{word!r} is not a valid port (1 to 65535)")
    if low > high:
        raise BadPorts(f"{word!r} is reversed; write the lower port first")
    return range(low, high + 1)
