"""lighttpd, with the header of a program in PHP, whose folder is a made-up repository; closed by a password,
or refused (`denied`) and removed (`removed`), which look like a server that never had one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import HIDDEN, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

NOBODY = {"GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}
MODULES = '"mod_access", "mod_setenv", "mod_auth", "mod_authn_file"'


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("removed" if mode == "removed" else "served")
    if not (folder / "index.html").exists():
        (folder / "index.html").write_text("<!doctype html><title>Welcome</title><p>made up\n")
        if mode != "removed":
            _commit(folder)
    config = spot.private("lighttpd.conf", _config(spot, folder, mode))
    server = ServerProgram(
        [program("lighttpd"), "-D", "-f", str(config)], ports=(spot.port,), log=spot.folder / "lighttpd.log"
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _commit(folder: Path) -> None:
    author = ["-c", "user.name=Made Up", "-c", "user.email=made-up@example.org"]
    for words in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "made up"]):
        subprocess.run(
            [program("git"), *words], cwd=folder, env=NOBODY | {"HOME": str(folder)}, check=True, timeout=60
        )


def _config(spot: Spot, folder: Path, mode: str) -> str:
    words = {
        "closed": f"""auth.backend = "plain"
auth.backend.plain.userfile = "{spot.private("passwords", f"custodian:{spot.password}")}"
auth.require = ("/" => ("method" => "basic", "realm" => "files", "require" => "valid-user"))""",
        "denied": '$HTTP["url"] =~ "^/[.]git" { url.access-deny = ("") }',
    }
    return f"""
server.modules = ({MODULES})
server.bind = "{LOOPBACK}"
server.port = {spot.port}
server.document-root = "{folder}"
index-file.names = ("index.html")
setenv.add-response-header = ("X-Powered-By" => "PHP/8.4")
{words.get(mode, "")}
"""


server = RealServer(
    name="lighttpd_git",
    module="http",
    product="lighttpd",
    check="git_directory_open",
    modes={"open": OPEN, "closed": PASSWORD, "denied": HIDDEN, "removed": HIDDEN},
    missing=lambda: missing("lighttpd", "git"),
    start=start,
)
