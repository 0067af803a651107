"""A folder with listings: seven files, copies of databases among them; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "backup-2026-10-30.sql.gz",
    "backup-2026-11-06.sql.gz",
    "backup-2026-11-13.sql.gz",
    "vpn/site-to-site.ovpn",
    "vpn/gate4.key",
    "payroll-october.xlsx",
    "handover.docx",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("share"), NAMES)
    wrapper = str(installed.HERE / "only_loopback.py")
    password = ["-a", f"keeper:{spot.password}"] if closed else []
    words = [installed.PYTHON, wrapper, "/usr/bin/servefile", "-4", "-l", "-p", str(spot.port), *password]
    return [served(spot, [*words, str(folder)])]
