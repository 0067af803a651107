"""The figures of a machine with their history."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("monilite"), "serve", "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, [*words, "--no-gpu", "--db-path", str(spot.folder / "history.db")])]
