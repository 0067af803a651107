"""The widths, colour schemes and languages in which the pages of the console are looked at."""

from __future__ import annotations

from itertools import product

from tests.tier import FULL, tier

DAILY = frozenset(("overview", "exposures", "host", "search", "case", "changes", "respond", "scans"))
"""The pages of daily work: in the full tier, they are looked at in every view."""
VIEWS = tier(
    ((360, "light", "fr"),),
    tuple(product((360, 1280, 2560), ("light", "dark"), ("en", "fr"))),
)
"""Every day the narrowest, in the longer language, of every page."""
NARROWEST = 360
LOCALES = {"en": "en-GB", "fr": "fr-FR"}


def looked_at_in(width: int, name: str) -> bool:
    return FULL or width == NARROWEST or name in DAILY
