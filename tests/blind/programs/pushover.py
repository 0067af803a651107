"""Git over HTTP: two repositories that anyone who knows their names can clone."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, home, served
from tests.servers.real import Spot

WHO = ["-c", "user.name=Builder", "-c", "user.email=builder@depot-example.org"]


def repository(spot: Spot, bare: Path) -> None:
    """A bare repository with one commit of three files."""
    work = files(spot.folder / f"work-{bare.stem}", ("README.md", "deploy.sh", "site.yaml"))
    environ = home(spot)
    subprocess.run(["git", "init", "-q", "-b", "main", str(work)], env=environ, check=True)
    subprocess.run(["git", "-C", str(work), "add", "."], env=environ, check=True)
    subprocess.run(["git", "-C", str(work), *WHO, "commit", "-q", "-m", "First"], env=environ, check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], env=environ, check=True)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("repositories")
    for name in ("gatecontrol.git", "website.git"):
        repository(spot, folder / name)
    words = [*installed.node("pushover.js"), str(folder), str(spot.port)]
    return [served(spot, words, env={"NODE_PATH": str(installed.folder() / "node_modules")})]
