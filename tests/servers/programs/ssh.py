"""Debian's sshd, without privileges, on loopback: recognised, never judged and never logged in to."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import RealServer, Running, Spot

NOBODY = 65534


def start(spot: Spot, mode: str) -> Running:
    """The key stays with the spot; what sshd reads lies in a folder of its own, because `nobody` may not
    look into a private one."""
    public = _key(spot)
    folder = Path(tempfile.mkdtemp(prefix="sshd-"))
    config = folder / "sshd_config"
    config.write_text(_config(spot, folder / public.stem))
    shutil.copy(public.with_suffix(""), folder / public.stem)
    command = [program("sshd"), "-D", "-e", "-f", str(config)]
    server = ServerProgram(_unprivileged(command, folder), ports=(spot.port,), log=spot.folder / "sshd.log")
    server.start()
    return Running(
        port=spot.port,
        programs=(server,),
        digest=public.read_text,
        after=lambda: shutil.rmtree(folder),
    )


def _config(spot: Spot, key: Path) -> str:
    options = {
        "Port": spot.port,
        "ListenAddress": LOOPBACK,
        "HostKey": key,
        "PidFile": "none",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "AuthorizedKeysFile": "none",
    }
    return "".join(f"{name} {value}\n" for name, value in options.items())


def _key(spot: Spot) -> Path:
    """The public half; made at the first start, the same host after that."""
    key = spot.folder / "host_key"
    if not key.exists():
        command = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "made-up", "-f", str(key)]
        subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
    return key.with_suffix(".pub")


def _unprivileged(command: list[str], folder: Path) -> list[str]:
    """Root gives up root; anybody else is unprivileged already. sshd wants its key to be its user's own."""
    if os.geteuid() != 0:
        return command
    for path in (folder, *folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    return [program("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]


server = RealServer(
    name="ssh",
    module="ssh",
    product="OpenSSH",
    modes={"open": None},
    missing=lambda: missing("sshd", "ssh-keygen", "setpriv"),
    start=start,
)
