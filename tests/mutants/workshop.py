"""A copy of the tree that may be spoiled, with an environment of its own in which `leftopen` is that copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RECORDER = Path(__file__).with_name("recorder.py")
MODULE = "leftopen_touched"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.M)
_NOT_FOUND = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """`code` is pytest's, None when its time ran out. `failed` is the first test that failed, or ''."""

    code: int | None
    failed: str
    output: str


class Workshop:
    """`tree` is a checkout with its `.venv`; the copy is made in `folder`."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.root = folder
        _copy(tree, folder)
        self._site = _environment(tree, folder)
        shutil.copy(RECORDER, self._site / f"{MODULE}.py")
        self.records = self._site / "records"
        self.records.mkdir()
        self._writes = 0

    def write(self, path: str, text: str) -> None:
        """Changes a file. Its time always differs, so that no compiled file of an earlier text is used."""
        file = self.root / path
        file.write_text(text)
        self._writes += 1
        os.utime(file, (1_000_000_000 + self._writes, 1_000_000_000 + self._writes))

    def run(self, tests: Iterable[str], *options: str, seconds: float) -> Ran:
        """Runs these tests in one process, in process and network namespaces of its own: a fault may take out
        the check of the scope, and nothing that was started outlives the run."""
        with tempfile.TemporaryDirectory(prefix="mt") as folder:
            listed = Path(folder, "tests")
            listed.write_text("".join(f"{test}\n" for test in tests))
            command = [
                "unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                "choom", "-n", "1000", "--",
                str(self.root / ".venv/bin/python"), "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider",
                f"--basetemp={folder}/t", *options, f"@{listed}",
            ]  # fmt: skip
            return self._ran(command, Path(folder), seconds)

    def _ran(self, command: list[str], folder: Path, seconds: float) -> Ran:
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        with (folder / "output").open("w+b") as output:
            try:
                code = subprocess.run(
                    command, cwd=self.root, env=environ | {"TMPDIR": str(folder)}, timeout=seconds,
                    stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                ).returncode  # fmt: skip
            except subprocess.TimeoutExpired:
                code = None
            text = (folder / "output").read_bytes().decode("utf-8", "replace")
        found = _FAILED.search(text)
        return Ran(code=code, failed=found[1] if found else "", output=text)


def lacking() -> str:
    """Why no fault can be tried here, or ''."""
    if os.geteuid():
        return "make mutants needs root: each run gets a network namespace of its own"
    missing = [name for name in ("unshare", "choom", "ip", "git") if shutil.which(name) is None]
    return f"make mutants needs {', '.join(missing)}" if missing else ""


def not_found(ran: Ran) -> bool:
    """Whether pytest was asked for a test that the faulted module no longer makes (a parameter's name)."""
    return ran.code == _NOT_FOUND and "not found" in ran.output


def _copy(tree: Path, folder: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=tree, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (tree / name).is_file() and not (tree / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tree / name, folder / name)
    if (tree / ".servers").exists():
        (folder / ".servers").unlink(missing_ok=True)
        (folder / ".servers").symlink_to((tree / ".servers").resolve())


def _environment(tree: Path, folder: Path) -> Path:
    """An environment with the copy's sources, and behind them the tree's own packages. Its site-packages."""
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder / ".venv")
    inside = Path("lib", f"python{sys.version_info.major}.{sys.version_info.minor}", "site-packages")
    site, packages = folder / ".venv" / inside, tree / ".venv" / inside
    lines = (str(folder / "src"), f"import site; site.addsitedir({str(packages)!r})")
    (site / "copy.pth").write_text("".join(f"{line}\n" for line in lines))
    for program in (tree / ".venv" / "bin").iterdir():
        ours = folder / ".venv" / "bin" / program.name
        if ours.exists() or not program.is_file():
            continue
        head = program.read_bytes()[:2]
        if head == b"#!":
            ours.write_text(program.read_text().replace(str(tree / ".venv"), str(folder / ".venv")))
            ours.chmod(0o755)
        else:
            ours.symlink_to(program.resolve())
    return site
