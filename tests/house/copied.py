"""The repository as it stands, copied and committed elsewhere, so that a test may change it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_S = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    root: Path

    def run(self, *words: str) -> str:
        """The output of a command run there, with the copy's own sources; it must go well.

        `leftopen`, `python`, `pytest`, `ruff` and `mypy` are those of this environment, whatever PATH says.
        """
        environ = os.environ | {"PYTHONPATH": f"{self.root / 'src'}:{self.root}", "NO_COLOR": "1"}
        done = subprocess.run(
            [*_program(words[0]), *words[1:]],
            cwd=self.root, env=environ, capture_output=True, text=True, timeout=LONGEST_S,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout[-6000:]}{done.stderr[-3000:]}"
        return done.stdout

    def touched(self) -> list[str]:
        """What a commit of everything would touch."""
        return sorted(line[3:] for line in self.run("git", "status", "--porcelain", "-uall").splitlines())


def _program(name: str) -> list[str]:
    if name == "leftopen":
        return [sys.executable, "-c", "from leftopen.cli import main; main()"]
    if name == "python":
        return [sys.executable]
    if name in ("pytest", "mypy"):
        return [sys.executable, "-m", name]
    return [str(Path(sys.executable).with_name("ruff"))] if name == "ruff" else [name]


def copy(folder: Path) -> Copy:
    """Every file that git knows or would add, as it stands now, in `folder` and committed there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    made = Copy(root=folder)
    made.run("git", "init", "-q")
    made.run("git", "add", "-A")
    made.run(
        "git", "-c", "user.name=test", "-c", "user.email=test@example.org",
        "-c", "commit.gpgsign=false", "commit", "-q", "-m", "as it stands",
    )  # fmt: skip
    assert made.touched() == []
    return made
