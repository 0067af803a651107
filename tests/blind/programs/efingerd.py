"""Who works on a machine, for whom asks: four people with their telephones; started for each connection.

The daemon reads its scripts in /etc/efingerd only, so it sees a folder of its own there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import ServerProgram
from tests.blind.content import PEOPLE, served
from tests.servers.need import program
from tests.servers.real import Spot

INSTEAD = 'mount --bind "$0" /etc/efingerd && exec "$@"'


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("finger")
    rows = "".join(f"{name:16} {mail:32} {phone:20} {city}\n" for name, mail, phone, city in PEOPLE)
    (folder / "staff.txt").write_text(rows)
    for name in ("list", "luser", "nouser"):
        script = folder / name
        script.write_text("#!/bin/sh\nexec cat /etc/efingerd/staff.txt\n")
        script.chmod(0o755)
    inetd = [sys.executable, str(Path(__file__).parent / "inetd.py"), str(spot.port)]
    words = [program("unshare"), "--mount", "/bin/sh", "-c", INSTEAD, str(folder)]
    return [served(spot, [*words, *inetd, program("efingerd"), "-n", "-u", "-f"])]
