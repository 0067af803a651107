"""A folder with its listing: the pages of a shop that is not yet open, and its price list."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "draft/start.html",
    "draft/campaign-january.html",
    "prices-2027-internal.csv",
    "suppliers.csv",
    "orders-2026-11.json",
    "readme.md",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("shop"), NAMES)
    return [served(spot, [*installed.node("serve-lite/server.js"), str(spot.port), str(folder)])]
