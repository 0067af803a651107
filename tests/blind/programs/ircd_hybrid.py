"""A chat server with three rooms and their topics and one member in them; its own password closes it.

It looks for the name of each who comes, so it gets a name server of its own, which knows none.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import home, served
from tests.servers.need import program
from tests.servers.real import Spot

ROOMS = {"#dispatch": "Lorry 4 is late, call 0104", "#workshop": "Keys are with Okarin", "#holidays": "Rota"}
USER = ("--reuid=irc", "--regid=irc", "--clear-groups")
RIGHTS = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
"""It refuses to run as root, and the spot's folder is its owner's only."""
SETTINGS = """.include "/etc/ircd-hybrid/modules.conf"
serverinfo {{
  name = "irc.depot-example.org"; description = "Depot chat"; network_name = "Depot";
  network_description = "Depot"; sid = "0DE"; hub = no; default_max_clients = 60;
}};
class {{ name = "users"; ping_time = 90 seconds; max_number = 50; sendq = 100 kbytes;
  number_per_ip_local = 50; }};
listen {{ host = "{host}"; port = {port}; }};
auth {{ user = "*@*"; class = "users"; flags = exceed_limit, can_flood{need}; {password} }};
general {{ disable_auth = yes; anti_nick_flood = no; throttle_time = 0;
  pace_wait = 0; pace_wait_simple = 0; }};
"""
INSTEAD = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
HERE = Path(__file__).parent


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    password = f'password = "{spot.password}"; encrypted = no;' if closed else ""
    text = SETTINGS.format(host=LOOPBACK, port=spot.port, password=password, need=", need_password" * closed)
    config = spot.private("ircd.conf", text)
    names = ServerProgram(
        [sys.executable, str(HERE / "no_names.py")], ports=(), log=spot.folder / "names.log"
    )
    names.start()
    servers = spot.private("resolv.conf", "nameserver 127.0.0.77\n")
    servers.chmod(0o644)
    own = [program("unshare"), "--mount", "/bin/sh", "-c", INSTEAD, str(servers)]
    files = [f"{kind}={spot.folder}/{name}" for kind, name in (("-pidfile", "pid"), ("-logfile", "ircd.log"))]
    words = [
        program("setpriv"),
        *USER,
        *RIGHTS,
        program("ircd-hybrid"),
        "-foreground",
        "-configfile",
        str(config),
    ]
    server = served(spot, [*own, *words, *[part for one in files for part in one.split("=")]])
    topics = [part for both in ROOMS.items() for part in both]
    member = [sys.executable, str(HERE / "irc_member.py"), str(spot.port), spot.password, *topics]
    stays = ServerProgram(member, ports=(spot.port,), log=spot.folder / "member.log", env=home(spot))
    stays.start()
    return [names, server, stays]
