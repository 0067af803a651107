"""Figures of a web server for Prometheus: those of an Apache that runs beside it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import served
from tests.servers.need import program
from tests.servers.real import Spot

MODULES = "/usr/lib/apache2/modules"


def apache(spot: Spot) -> ServerProgram:
    """Apache with its status page, on the first port of that spot."""
    config = spot.private(
        "apache.conf",
        f"""ServerRoot "{spot.folder}"
ServerName depot-example.org
Listen {LOOPBACK}:{spot.port}
PidFile {spot.folder}/apache.pid
ErrorLog {spot.folder}/errors.log
LoadModule mpm_event_module {MODULES}/mod_mpm_event.so
LoadModule authz_core_module {MODULES}/mod_authz_core.so
LoadModule status_module {MODULES}/mod_status.so
ExtendedStatus On
<Location "/server-status">
  SetHandler server-status
</Location>
""",
    )
    return served(spot, [program("apache2"), "-D", "FOREGROUND", "-f", str(config)])


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    web = apache(Spot(folder=spot.inside("web"), ports=spot.ports[1:2]))
    words = [program("prometheus-apache-exporter"), f"--web.listen-address={LOOPBACK}:{spot.port}"]
    words += [f"--scrape_uri=http://{LOOPBACK}:{spot.ports[1]}/server-status/?auto"]
    return [web, served(spot, words)]
