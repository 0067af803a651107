"""How much goes through this machine's network interfaces, in a page; it watches loopback."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import post, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("netwatch-monitor", "netwatch"), "--web", "--host", LOOPBACK]
    program = served(spot, [*words, "--port", str(spot.port)])
    post(spot, "/api/start_monitoring", {"interfaces": ["lo"]})
    return [program]
