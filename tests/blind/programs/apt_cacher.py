"""A cache of packages with its report page."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import served
from tests.servers.need import program
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    log = spot.inside("logs")
    (log / "access.log").write_text(
        "".join(
            f"Mon Nov {n % 25 + 1:2} 09:{n:02}:00 2026|{n}|198.51.100.{n}|"
            f"{'HIT' if n % 3 else 'MISS'}|{9000 + n}|depot-tools_{n}.deb\n"
            for n in range(1, 40)
        )
    )
    config = spot.folder / "apt-cacher.conf"
    config.write_text(
        f"""cache_dir = {spot.inside("cache")}
log_dir = {log}
daemon_addr = {LOOPBACK}
daemon_port = {spot.port}
user = root
group = root
generate_reports = 1
allowed_hosts = *
allowed_locations = deb.depot-example.org/debian
offline_mode = 1
"""
    )
    return [served(spot, [program("apt-cacher"), "-c", str(config)])]
