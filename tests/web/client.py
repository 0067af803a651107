"""Shodan's own client of PyPI, in its own environment, with leftopen's plug-in beside it as if installed."""

from __future__ import annotations

import os
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.need import client_program
from tests.web.served import Served

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Its configuration lies in `home`; commands run there, in the server's namespace. `ran` has the words of
    each."""

    server: Served
    home: Path
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "PYTHONPATH": f"{ROOT / 'src'}:{self.home / 'plugin'}",
            "PYTHONWARNINGS": "ignore",
            "SHODAN_API_URL": self.server.url,
            # Whatever would leave this machine goes to a port of it where nobody listens.
            "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1",
        }

    def installed(self) -> Client:
        """With leftopen beside it, and the server's key."""
        self.plugged()
        assert "initialized" in self.run("init", self.server.key)
        return self

    def plugged(self) -> None:
        """Writes what pip would write of leftopen's entry points."""
        entry_points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
        info = self.home / "plugin" / "leftopen-0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: leftopen\nVersion: 0\n")
        lines = [
            f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
            for group, points in entry_points.items()
        ]
        (info / "entry_points.txt").write_text("\n".join(lines))

    def command(self, *words: str) -> list[str]:
        """The whole command line of these words."""
        self.ran.append(words)
        return self._inside(client_program("shodan"), *words)

    def python(self, code: str) -> str:
        """What a program prints that uses the library; it must end well."""
        done = subprocess.run(
            self._inside(client_program("python"), "-c", code),
            cwd=self.home, env=self.environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=90,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        return done.stdout

    def _inside(self, *words: str) -> list[str]:
        namespace = self.server.namespace
        return namespace.command(*words) if namespace else [*words]

    def started(self, *words: str, out: Path) -> subprocess.Popen[bytes]:
        """A command that goes on; it prints to the file."""
        with out.open("wb") as file:
            return subprocess.Popen(
                self.command(*words),
                cwd=self.home, env=self.environ(), stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            )  # fmt: skip

    def run(self, *words: str, code: int = 0) -> str:
        """What it printed; it must end with that exit code."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.home, env=self.environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=90,
        )  # fmt: skip
        assert done.returncode == code, f"shodan {' '.join(words)}: {done.stdout}"
        return done.stdout
