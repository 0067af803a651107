"""Content that only a package's own code can write, before its server starts."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.blind import installed
from tests.blind.content import home
from tests.servers.need import program
from tests.servers.real import Spot


def prepare(package: str, spot: Spot, code: str, *arguments: str) -> None:
    """Runs that code in the package's environment. Raises CalledProcessError."""
    words = [str(installed.venv(package) / "bin" / "python"), "-c", code, *arguments]
    subprocess.run(words, env=home(spot), cwd=spot.folder, check=True, timeout=60, stdout=subprocess.DEVNULL)


def commit(spot: Spot, folder: Path, message: str) -> None:
    """All of that folder as one commit of the git repository there, which is made if needed."""
    who = ["-c", "user.name=Ada Kowalska", "-c", "user.email=a.kowalska@depot-example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", message]):
        subprocess.run([program("git"), "-C", str(folder), *words], env=home(spot), check=True, timeout=60)
