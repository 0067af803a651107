"""A page of a firm's machines: five with their places and what they are for."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import post, served
from tests.servers.real import Spot

MACHINES = ("payroll-db", "door-cameras", "backup-gdynia", "vpn-leeds", "mail-old")
NUMBERS = (
    "weight ping_10010 ping_189 ping_10086 time_10010 time_189 time_10086 tcp udp process thread network_rx"
)
NUMBERS += (
    " network_tx network_in network_out last_network_in last_network_out uptime load_1 load_5 load_15 cpu"
)
NUMBERS += " memory_total memory_used swap_total swap_used hdd_total hdd_used"
FLAGS = ("vnstat", "notify", "online4", "online6")
REPORT: dict[str, object] = {
    "version": "1.8.1",
    "frame": "data",
    "gid": "",
    "alias": "",
    **{name: n + 1 for n, name in enumerate(NUMBERS.split())},
    **dict.fromkeys(FLAGS, False),
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    hosts = ",\n".join(
        f'  {{name = "h{n}", password = "{spot.password}", alias = "{name}", location = "pl", type = "kvm",'
        f' labels = "os=debian;ndd=2027/01/1{n};spec=4C/8G;"}}'
        for n, name in enumerate(MACHINES)
    )
    addresses = f'grpc_addr = "{LOOPBACK}:{spot.ports[1]}"\nhttp_addr = "{LOOPBACK}:{spot.port}"\n'
    config = f'{addresses}admin_user = "boss"\nadmin_pass = "{spot.password}"\nhosts = [\n{hosts},\n]\n'
    program = installed.venv("stat-server") / "bin" / "stat_server"
    server = served(spot, [str(program), "-c", str(spot.private("config.toml", config))], ports=2)
    for n in range(len(MACHINES)):
        key = base64.b64encode(f"h{n}:{spot.password}".encode()).decode()
        post(
            spot,
            "/report",
            {**REPORT, "name": f"h{n}"},
            {"ssr-auth": "single", "Authorization": f"Basic {key}"},
        )
    return [server]
