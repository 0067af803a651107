"""Debian's Syncthing, offline, with its console: closed by the console's own user and password."""

from __future__ import annotations

import os
import re
import subprocess

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import ACCESS, FORBIDDEN, RealServer, Running, Spot

USER = "custodian"
OFFLINE = (
    "globalAnnounceEnabled",
    "localAnnounceEnabled",
    "relaysEnabled",
    "natEnabled",
    "crashReportingEnabled",
)


def start(spot: Spot, mode: str) -> Running:
    home = spot.inside("home")
    config = home / "config.xml"
    env = os.environ | {"HOME": str(home), "STNOUPGRADE": "1", "STMONITORED": "1"}
    if not config.exists():
        asked = [program("syncthing"), "generate", f"--home={home}", "--no-default-folder"]
        words = [f"--gui-user={USER}", f"--gui-password={spot.password}"]
        subprocess.run([*asked, *words], env=env, check=True, capture_output=True, timeout=60)
        (home / "secured.xml").write_text(_offline(config.read_text(), spot))
    secured = (home / "secured.xml").read_text()
    config.write_text(secured if mode == "closed" else _without_password(secured))
    words = [f"--home={home}", "--no-browser", "--no-restart", "--no-upgrade", "--logfile=-"]
    server = ServerProgram(
        [program("syncthing"), "serve", *words],
        ports=(spot.port,),
        log=spot.folder / "syncthing.log",
        env=env,
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _offline(answer: str, spot: Spot) -> str:
    """Nothing but the console listens, and nothing is announced."""
    for name in OFFLINE:
        answer = re.sub(rf"<{name}>\w+</{name}>", f"<{name}>false</{name}>", answer)
    answer = re.sub(
        r"<listenAddress>[^<]*</listenAddress>", f"<listenAddress>tcp://{LOOPBACK}:0</listenAddress>", answer
    )
    answer = re.sub(r"<urAccepted>[^<]*</urAccepted>", "<urAccepted>-1</urAccepted>", answer)
    return re.sub(r"(<gui\b[\s\S]*?<address>)[^<]*", rf"\g<1>{LOOPBACK}:{spot.port}", answer)


def _without_password(answer: str) -> str:
    return re.sub(r"\s*<(user|password)>[^<]*</\1>", "", answer)


def _digest(spot: Spot) -> str:
    """Its folders and devices."""
    answer = (spot.folder / "home" / "config.xml").read_text()
    return "\n".join(re.findall(r"<(?:folder|device) id=\"[^\"]*\"", answer))


server = RealServer(
    name="syncthing",
    module="http",
    product="Syncthing",
    check="syncthing_open",
    modes={"open": ACCESS, "closed": FORBIDDEN},
    missing=lambda: missing("syncthing"),
    start=start,
)
