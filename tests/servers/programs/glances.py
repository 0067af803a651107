"""Glances with its web interface; closed by its own file of a password."""

from __future__ import annotations

import hashlib
import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

USER = "glances"
SALT = "made-up"
OFF = "cloud,containers,vms,ip,wifi,gpu,sensors,smart,raid,ports,connections,processlist,programlist"
"""Plug-ins that a test needs not, and that ask other programs or addresses."""


def start(spot: Spot, mode: str) -> Running:
    home = spot.inside("home")
    config = spot.private("glances.conf", f"[passwords]\nlocal_password_path={home}\n")
    words = ["-w", "--bind", LOOPBACK, "--port", str(spot.port), "--disable-plugin", OFF, "-C", str(config)]
    if mode == "closed":
        spot.private(f"home/{USER}.pwd", f"{SALT}${_hash(_hash(spot.password, ''), SALT)}")
        words.append("--password")
    server = ServerProgram(
        [venv_program("glances"), *words, "--disable-check-update", "--disable-autodiscover"],
        ports=(spot.port,),
        log=spot.folder / "glances.log",
        env=os.environ | {"HOME": str(home)},
    )
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(client))


def _hash(word: str, salt: str) -> str:
    """As Glances writes it: the password without a salt, then that with one."""
    return hashlib.pbkdf2_hmac("sha256", word.encode(), salt.encode(), 100_000, dklen=128).hex()


def _digest(client: Client) -> str:
    """What it watches: a monitor has no state, and its values change by themselves."""
    return client.ask("GET", "/api/4/pluginslist")[0].decode()


server = RealServer(
    name="glances",
    module="http",
    product="Glances",
    check="glances_open",
    modes={"open": METADATA, "closed": PASSWORD},
    missing=lambda: missing_venv("glances"),
    start=start,
    hides=("closed",),
    heavy=True,
)
