"""Splits the sites into two sets by a seeded shuffle: `python -m tests.ordinary.published.draw`.

Set A was looked at first; what it showed could be mended. Set B was looked at once, after that.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.ordinary.published.site import Published, sites

SEED = 20261127
FIRST = 30


def sets(every: Sequence[Published] = ()) -> dict[str, tuple[Published, ...]]:
    """`A` and `B`, each in the order drawn."""
    drawn = sorted(every or sites(), key=lambda site: site.name)
    random.Random(SEED).shuffle(drawn)
    return {"A": tuple(drawn[:FIRST]), "B": tuple(drawn[FIRST:])}


if __name__ == "__main__":
    for letter, members in sets().items():
        print(f"{letter}: {', '.join(site.name for site in members)}")
