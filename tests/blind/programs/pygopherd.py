"""A gopher hole: seven files of a club of radio amateurs."""

from __future__ import annotations

import configparser
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import files, served
from tests.servers.need import program
from tests.servers.real import Spot

NAMES = (
    "members-2026.txt",
    "dues-unpaid.txt",
    "frequencies.txt",
    "minutes/2026-10.txt",
    "minutes/2026-11.txt",
    "antenna.gif",
    "welcome.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("club"), NAMES)
    config = configparser.RawConfigParser()
    config.read_string(Path("/etc/pygopherd/pygopherd.conf").read_text())
    told = {"port": str(spot.port), "interface": LOOPBACK, "servername": "gopher.depot-example.org"}
    told |= {"root": str(folder), "usechroot": "no", "detach": "no", "pidfile": str(spot.folder / "pid")}
    for name, value in told.items():
        config.set("pygopherd", name, value)
    config.set("logger", "logmethod", "file")
    for name in ("setuid", "setgid"):
        config.remove_option("pygopherd", name)
    file = spot.folder / "pygopherd.conf"
    with file.open("w") as text:
        config.write(text)
    return [served(spot, [program("pygopherd"), str(file)])]
