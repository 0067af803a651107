"""The monitor of a storage cluster, beside its master: its state, its settings and who may mount it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import home
from tests.servers.need import program
from tests.servers.real import Spot

# It would become a user who may not read the folder of a test.
OWN_USER = ("setpriv", "--bounding-set", "-setuid")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    monitor, master, chunks, mounts, _ = spot.ports
    data = spot.inside("master")
    (data / "metadata.mfs").write_text("MFSM NEW")
    (spot.folder / "mfsexports.cfg").write_text("192.0.2.0/24 / rw,alldirs,maproot=0\n* . rw\n")
    config = spot.folder / "mfsmaster.cfg"
    config.write_text(
        f"""DATA_PATH = {data}
EXPORTS_FILENAME = {spot.folder}/mfsexports.cfg
WORKING_USER = root
WORKING_GROUP = root
LOCK_MEMORY = 0
NICE_LEVEL = 0
MATOML_LISTEN_HOST = {LOOPBACK}
MATOML_LISTEN_PORT = {master}
MATOCS_LISTEN_HOST = {LOOPBACK}
MATOCS_LISTEN_PORT = {chunks}
MATOCL_LISTEN_HOST = {LOOPBACK}
MATOCL_LISTEN_PORT = {mounts}
"""
    )
    first = ServerProgram(
        [program("mfsmaster"), "-f", "-c", str(config), "start"],
        ports=(mounts,),
        log=spot.folder / "master.log",
        env=home(spot),
    )
    first.start()
    root = _pages(spot, mounts, chunks)
    words = ["-H", LOOPBACK, "-P", str(monitor), "-R", str(root), "-D", str(spot.inside("state")), "-f"]
    second = ServerProgram(
        [*OWN_USER, program("mfscgiserv"), *words, "start"],
        ports=(monitor,),
        log=spot.folder / "log",
        env=home(spot),
    )
    second.start()
    return [first, second]


def _pages(spot: Spot, mounts: int, chunks: int) -> Path:
    """A copy of its pages, whose first one names this master, as that page's own comment says."""
    pages = spot.folder / "pages"
    shutil.copytree("/usr/share/moosefs-cgi", pages)
    where = f"mfs.cgi?masterhost={LOOPBACK}&masterport={mounts}&mastercontrolport={chunks}&mastername=Depot"
    first = pages / "index.html"
    first.write_text(first.read_text().replace('href="mfs.cgi"', f'href="{where}"'))
    return pages
