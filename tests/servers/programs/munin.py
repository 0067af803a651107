"""Debian's munin-node, with plugins and without any. It has no password, only a list of addresses."""

from __future__ import annotations

import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, METADATA, RealServer, Running, Spot, digest_of_folder

PLUGINS = ("made_up_load", "made_up_mails", "made_up_users")
PLUGIN = """\
#!/bin/sh
if [ "$1" = config ]; then
  echo 'graph_title made-up'
  echo 'one.label one'
else
  echo 'one.value 1'
fi
"""
PLACE = "package MadeUp; use Munin::Common::Defaults; $Munin::Common::Defaults::MUNIN_CONFDIR = '{}'; 1;\n"
"""The program takes the folder of its plugins from no option."""
SETTINGS = """\
log_file {folder}/node.log
pid_file {folder}/node.pid
background 0
setsid 0
user {user}
group {group}
host_name made-up
allow ^127\\.0\\.0\\.1$
host {host}
port {port}
"""


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside(mode)
    plugins = spot.inside(f"{mode}/plugins")
    spot.inside(f"{mode}/plugin-conf.d")
    for name in PLUGINS if mode == "open" else ():
        (plugins / name).write_text(PLUGIN)
        (plugins / name).chmod(0o755)
    (folder / "MadeUp.pm").write_text(PLACE.format(folder))
    settings = folder / "munin-node.conf"
    settings.write_text(
        SETTINGS.format(folder=folder, user=os.getuid(), group=os.getgid(), host=LOOPBACK, port=spot.port)
    )
    perl = [program("perl"), "-T", "-I", str(folder), "-MMadeUp"]
    command = [*perl, program("munin-node"), "--config", str(settings)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "munin.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(plugins))


server = RealServer(
    name="munin",
    module="munin",
    product="Munin node",
    check="munin_open",
    modes={"open": METADATA, "empty": EMPTY},
    missing=lambda: missing("perl", "munin-node"),
    start=start,
    records=len(PLUGINS),
)
