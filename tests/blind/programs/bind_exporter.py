"""Figures of a name server for Prometheus: those of a BIND with two zones that runs beside it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import served
from tests.servers.need import program
from tests.servers.real import Spot

ZONE = """$TTL 3600
@ IN SOA ns.depot-example.org. host.depot-example.org. ( 2026110601 3600 600 86400 3600 )
  IN NS ns.depot-example.org.
ns IN A 192.0.2.7
gate4 IN A 192.0.2.8
"""


def named(spot: Spot) -> ServerProgram:
    """BIND for two zones; its statistics are on the first port of that spot, its answers on the second."""
    zones = ""
    for name in ("depot-example.org", "warehouse.example"):
        (spot.folder / name).write_text(ZONE)
        zones += f'zone "{name}" {{ type primary; file "{spot.folder}/{name}"; }};\n'
    config = spot.private(
        "named.conf",
        f"""options {{
  directory "{spot.folder}"; pid-file "{spot.folder}/named.pid"; recursion no; notify no;
  listen-on port {spot.ports[1]} {{ {LOOPBACK}; }}; listen-on-v6 {{ none; }};
}};
controls {{ }};
statistics-channels {{ inet {LOOPBACK} port {spot.port} allow {{ {LOOPBACK}; }}; }};
{zones}""",
    )
    return served(spot, [program("named"), "-g", "-c", str(config)])


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    names = named(Spot(folder=spot.inside("names"), ports=spot.ports[1:3]))
    words = [program("prometheus-bind-exporter"), f"--web.listen-address={LOOPBACK}:{spot.port}"]
    words += [f"--bind.stats-url=http://{LOOPBACK}:{spot.ports[1]}/", "--bind.pid-file="]
    words += ["--bind.stats-groups=server,view"]
    return [names, served(spot, words)]
