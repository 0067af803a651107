"""lighttpd with `dir-listing`: closed by taking it away (403), or by a password (401)."""

from __future__ import annotations

from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

_MODULES = '"mod_dirlisting", "mod_auth", "mod_authn_file"'


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    return of_folder(spot, folder, mode)


def of_folder(spot: Spot, folder: Path, mode: str = "open") -> Running:
    """The same of any folder."""
    config = spot.private("lighttpd.conf", _config(spot, folder, mode))
    command = [program("lighttpd"), "-D", "-f", str(config)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "lighttpd.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: Path, mode: str) -> str:
    return f"""
server.modules = ({_MODULES})
server.bind = "{LOOPBACK}"
server.port = {spot.port}
server.document-root = "{folder}"
dir-listing.activate = "{"disable" if mode == "closed" else "enable"}"
{_password(spot, mode)}
"""


def _password(spot: Spot, mode: str) -> str:
    if mode != "password":
        return ""
    users = spot.private("users", f"custodian:{spot.password}\n")
    rule = '"method" => "basic", "realm" => "files", "require" => "valid-user"'
    backend = f'auth.backend = "plain"\nauth.backend.plain.userfile = "{users}"\n'
    return f'{backend}auth.require = ("/" => ({rule}))'


server = RealServer(
    name="lighttpd",
    module="http",
    product="lighttpd",
    check="directory_listing_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "password": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("lighttpd"),
    start=start,
)
