"""A cache of packages with its report page and a folder of local packages."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import files, served
from tests.servers.need import program
from tests.servers.real import Spot

NAMES = ("depot-tools_2.1_all.deb", "depot-tools_2.2_all.deb", "gatecontrol_1.0_amd64.deb", "Packages")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    local = files(spot.inside("local"), NAMES)
    config = spot.inside("acng")
    (config / "acng.conf").write_text(
        f"""CacheDir: {spot.inside("cache")}
LogDir: {spot.inside("logs")}
SupportDir: /usr/lib/apt-cacher-ng
Port: {spot.port}
BindAddress: {LOOPBACK}
SocketPath:
ReportPage: acng-report.html
LocalDirs: depot {local}
Offlinemode: 1
"""
    )
    return [served(spot, [program("apt-cacher-ng"), "-c", str(config), "ForeGround=1"])]
