"""A chat server with three rooms and their topics and one member in them; its own password closes it.

It reads its settings in /etc/ircd only, so it sees a folder of its own there. It looks for the name of each
who comes, so it gets a name server of its own, which knows none.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import home, served
from tests.servers.need import program
from tests.servers.real import Spot

ROOMS = {"#ward": "Bed 12 is Duvalle, do not tell her sister", "#stores": "Code 4471", "#nights": "Rota"}
SETTINGS = """M%irc.depot-example.org%{host}%Ward chat%{port}%0WDA%
A%Ward%Keeper <keeper@depot-example.org>%Depot%%Depot%
P%{host}%%%{port}%%
Y%10%90%%100%512000%50.50%50.50%
I%*@127.0.0.0/8%{password}%%0%10%%
"""
HERE = Path(__file__).parent
INSTEAD = """mount --bind "$0" /etc/ircd && mount --bind /etc/ircd/resolv.conf /etc/resolv.conf &&
mount -t tmpfs none /run && mkdir /run/ircd && chown irc /run/ircd && exec "$@\""""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    names = ServerProgram(
        [sys.executable, str(HERE / "no_names.py")], ports=(), log=spot.folder / "names.log"
    )
    names.start()
    folder = spot.folder / "settings"
    shutil.copytree("/etc/ircd", folder)
    text = SETTINGS.format(host=LOOPBACK, port=spot.port, password=spot.password if closed else "")
    (folder / "ircd.conf").write_text(text)
    (folder / "ircd.motd").write_text("For the ward only\n")
    (folder / "resolv.conf").write_text("nameserver 127.0.0.77\n")
    own = [program("unshare"), "--mount", "/bin/sh", "-c", INSTEAD, str(folder)]
    server = served(spot, [*own, program("ircd"), "-t", "-s", "-q", "-p", "off"])
    topics = [part for both in ROOMS.items() for part in both]
    member = [sys.executable, str(HERE / "irc_member.py"), str(spot.port), spot.password, *topics]
    stays = ServerProgram(member, ports=(spot.port,), log=spot.folder / "member.log", env=home(spot))
    stays.start()
    return [names, server, stays]
