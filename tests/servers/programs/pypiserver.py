"""pypiserver with made-up packages; closed by a password file, the list of packages included."""

from __future__ import annotations

import subprocess

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, missing_venv, program, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

PACKAGES = 6


def start(spot: Spot, mode: str, packages: int = PACKAGES) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    for number in range(packages if mode != "empty" else 0):
        path = folder / f"made_up_{number}-1.0.tar.gz"
        if not path.exists():
            path.write_bytes(b"made up")
    words = ["run", "-i", LOOPBACK, "-p", str(spot.port)]
    if mode == "closed":
        words += ["-P", str(_passwords(spot)), "-a", "update,download,list"]
    server = ServerProgram(
        [venv_program("pypi-server"), *words, str(folder)],
        ports=(spot.port,),
        log=spot.folder / "pypiserver.log",
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _passwords(spot: Spot) -> object:
    words = [program("htpasswd"), "-nim", "custodian"]
    made = subprocess.run(words, input=spot.password, capture_output=True, text=True, check=True, timeout=60)
    return spot.private("htpasswd", made.stdout)


server = RealServer(
    name="pypiserver",
    module="http",
    product="pypiserver",
    check="pypiserver_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("htpasswd") or missing_venv("pypi-server"),
    start=start,
    records=PACKAGES,
)
