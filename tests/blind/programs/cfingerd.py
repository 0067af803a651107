"""Who is on a machine, for whom asks: four people with where they come from; started for each connection.

The daemon reads its settings in /etc/cfingerd only, so it sees a folder of its own there.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import ServerProgram
from tests.blind.content import PEOPLE, served
from tests.servers.need import program
from tests.servers.real import Spot

INSTEAD = 'mount --bind "$0" /etc/cfingerd && exec "$@"'
CHANGES = {
    "SYSTEM_LIST\t\t= [FALSE, TRUE]": "SYSTEM_LIST\t\t= [TRUE, TRUE]",
    "-ALLOW_NONIDENT_ACCESS": "+ALLOW_NONIDENT_ACCESS",
    "/usr/sbin/userlist": "/etc/cfingerd/scripts/who",
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.folder / "finger"
    shutil.copytree("/etc/cfingerd", folder)
    text = (folder / "cfingerd.conf").read_text()
    for old, new in CHANGES.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "cfingerd.conf").write_text(text)
    rows = "".join(f"{name:16} {mail:32} {phone:20} {city}\\n" for name, mail, phone, city in PEOPLE)
    script = folder / "scripts" / "who"
    script.write_text(f"#!/bin/sh\nprintf 'Who               Address\\n{rows}'\n")
    script.chmod(0o755)
    inetd = [sys.executable, str(Path(__file__).parent / "inetd.py"), str(spot.port)]
    words = [program("unshare"), "--mount", "/bin/sh", "-c", INSTEAD, str(folder)]
    return [served(spot, [*words, *inetd, program("cfingerd")])]
