"""The ports of the default scans, each with the service for which it is listed.

Chosen by what this program detects, not by how often a port is open: the default ports of services that have
been left open in public, of their neighbours, and of common services (from each product's own default
configuration, and the IANA Service Name and Port Number Registry). The second, wider list adds less common
products, and a rule: a second instance or a moved console mostly counts up from the default or has an 8, a 9
or a 1 before it. `TOP1000` contains all of `TOP100`.
"""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.model.packaged import read_toml

_LISTS = read_toml("leftopen.sweep", "port_lists")


def _numbers(listed: Mapping[str, str]) -> set[int]:
    found: set[int] = set()
    for word in " ".join(listed.values()).split():
        low, _, high = word.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return found


TOP100: tuple[int, ...] = tuple(sorted(_numbers(_LISTS["first"])))
TOP1000: tuple[int, ...] = tuple(sorted(_numbers(_LISTS["first"]) | _numbers(_LISTS["more"])))
