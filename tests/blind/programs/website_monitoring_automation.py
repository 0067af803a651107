"""A watch over a firm's own sites with its page: five addresses of its net; its token closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

SITES = ("payroll", "door-cameras", "old-crm", "vpn", "backup-of-clients")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    targets = "".join(
        f"  - name: {site}\n    url: http://{site}.inside.quay-example.org/login?user=watch&key=autumn-{n}\n"
        for n, site in enumerate(SITES)
    )
    token = f"web:\n  api_token: {spot.password}\n" if closed else ""
    config = spot.private("config.yaml", f"app:\n  data_dir: {spot.folder}\n{token}targets:\n{targets}")
    words = [*installed.script("website-monitoring-automation", "webmon"), "--config", str(config)]
    return [served(spot, [*words, "dashboard", "--host", LOOPBACK, "--port", str(spot.port)])]
