"""How much goes through this machine's network interfaces, in a page; it watches loopback."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("netwatch-monitor", "netwatch"), "--web", "--host", LOOPBACK]
    program = served(spot, [*words, "--port", str(spot.port)])
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{spot.port}/api/start_monitoring",
        data=json.dumps({"interfaces": ["lo"]}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()
    return [program]
