"""The widths and colour schemes in which every page of the console is looked at."""

from __future__ import annotations

from tests.tier import tier

VIEWS = tier(
    ((360, "light"), (1280, "dark")),
    tuple((width, scheme) for width in (360, 1280, 2560) for scheme in ("light", "dark")),
)
