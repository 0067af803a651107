"""pyftpdlib from PyPI, an FTP server in Python: closed by taking its anonymous user away."""

from __future__ import annotations

from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

SCRIPT = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

host, port, folder, password = open(sys.argv[1]).read().splitlines()
users = DummyAuthorizer()
users.add_user("custodian", password or "-", folder)
if not password:
    users.add_anonymous(folder)
FTPHandler.authorizer = users
# Its three seconds after each refusal are for those who guess.
FTPHandler.auth_failed_timeout = 0
FTPServer((host, int(port)), FTPHandler).serve_forever()
"""


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    return serve(spot, folder, spot.password if mode == "closed" else "")


def serve(spot: Spot, folder: Path, password: str = "") -> Running:
    """Of that folder; without a password anonymously."""
    lines = (LOOPBACK, str(spot.port), str(folder), password)
    arguments = spot.private("arguments", "\n".join(lines) + "\n")
    command = [venv_program("python"), "-u", "-c", SCRIPT, str(arguments)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "pyftpdlib.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="pyftpdlib",
    module="ftp",
    product="pyftpdlib",
    check="ftp_anonymous",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing_venv("python", "ftpbench"),
    start=start,
    records=len(listing.NAMES) + 1,
)
