"""Debian's public-inbox-imapd, which lets everybody in: it has no way to ask for a password."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.mailbag import COUNT
from tests.servers.need import missing, program
from tests.servers.programs.public_inbox import make
from tests.servers.real import EMPTY, OPEN, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    env = os.environ | {"HOME": str(folder), "PI_CONFIG": str(folder / "config")}
    if not (folder / "config").exists():
        _make(folder, env, with_mails=mode != "empty")
    command = [program("public-inbox-imapd"), "-l", f"imap://{LOOPBACK}:{spot.port}", "-W0"]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "imapd.log", env=env)
    server.start()
    return Running(
        port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder / "inbox" / "git")
    )


def _make(folder: Path, env: dict[str, str], *, with_mails: bool) -> None:
    """IMAP serves an inbox that has the name of a newsgroup and an index."""
    make(folder, env, with_mails=with_mails)
    name = ["git", "config", "--file", str(folder / "config"), "publicinbox.archive.newsgroup", "mil.archive"]
    subprocess.run(name, env=env, check=True, timeout=60)
    index = [program("public-inbox-index"), str(folder / "inbox")]
    subprocess.run(index, env=env, check=True, timeout=60, capture_output=True)


server = RealServer(
    name="public_inbox_imapd",
    module="imap",
    product="public-inbox-imapd",
    check="imap_anonymous",
    modes={"open": OPEN, "empty": EMPTY},
    missing=lambda: missing("public-inbox-imapd", "public-inbox-init", "public-inbox-index", "git", "perl"),
    start=start,
    records=COUNT,
    keeps=False,
)
