"""A server of files whose page is a script: a share of invoices; its own list of accounts closes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

INVOICES = tuple(f"2026/invoice-{1040 + n}-kowalska.pdf" for n in range(6))
NAMES = (*INVOICES, "customers.csv", "prices-internal.xlsx")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder, own = files(spot.inside("invoices"), NAMES), spot.inside("own")
    share = {"source": str(folder), **({"can_read": "*"} if closed else {})}
    settings = {
        "port": spot.port,
        "listen_interface": LOOPBACK,
        "open_browser_at_start": False,
        "auto_check_update": False,
        "vfs": share,
    }
    (own / "config.yaml").write_text(json.dumps(settings))
    return [served(spot, [*installed.node("hfs/src/index.js"), "--cwd", str(own)])]
