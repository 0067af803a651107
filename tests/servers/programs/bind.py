"""Debian's BIND with one zone of its own: closed by refusing every transfer.

The server says its own name (`hostname`), by which the zone can be known.
"""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot, digest_of_folder

HOSTS = 40
ZONE = "made-up.example"
RECORDS = HOSTS + 2
SOA = "@ 3600 IN SOA ns1 hostmaster 1 3600 600 86400 60\n@ 3600 IN NS ns1\n"


def start(spot: Spot, mode: str) -> Running:
    zones = spot.inside("zones")
    local = zones / "localhost"
    if not local.exists():
        local.write_text(SOA.replace("ns1", "localhost.") + "@ 3600 IN A 127.0.0.1\n")
        hosts = "".join(f"host{number} 3600 IN A 192.0.2.{number}\n" for number in range(1, HOSTS))
        (zones / ZONE).write_text(SOA + "ns1 3600 IN A 127.0.0.1\n" + hosts)
    config = spot.private("named.conf", _config(spot, mode))
    command = [
        program("named"),
        "-f",
        "-4",
        "-n",
        "1",
        "-c",
        str(config),
        "-L",
        str(spot.folder / "bind.txt"),
    ]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "named.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(zones))


def _config(spot: Spot, mode: str) -> str:
    """The empty one serves only what every server does, and hides its name."""
    names = ["localhost"] if mode == "empty" else ["localhost", ZONE]
    zones = "".join(
        f'zone "{name}" {{ type primary; file "{spot.folder}/zones/{name}"; }};\n' for name in names
    )
    host = "none" if mode == "empty" else f'"ns1.{ZONE}"'
    return f"""
options {{
  directory "{spot.folder}"; managed-keys-directory "{spot.folder}"; pid-file none; session-keyfile none;
  listen-on port {spot.port} {{ {LOOPBACK}; }}; listen-on-v6 {{ none; }};
  recursion no; dnssec-validation no; empty-zones-enable no; notify no;
  hostname {host};
  allow-transfer {{ {"none" if mode == "closed" else "any"}; }};
}};
controls {{ }};
{zones}"""


server = RealServer(
    name="bind",
    module="dns",
    product="BIND",
    check="dns_zone_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "empty": EMPTY},
    missing=lambda: missing("named"),
    start=start,
    records=RECORDS,
)
